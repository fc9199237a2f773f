-- CreateEnum
CREATE TYPE "watched_credential" AS ENUM ('api_key', 'token', 'oauth_app', 'session');

-- CreateTable
CREATE TABLE "alert_settings" (
    "organization_id" TEXT NOT NULL,
    "credentials" "watched_credential"[],
    "kinds" "alert_kind"[],
    "traffic_at_least" INTEGER NOT NULL,
    "traffic_times_typical" DOUBLE PRECISION NOT NULL,
    "traffic_times_busiest" DOUBLE PRECISION NOT NULL,
    "rejections_at_least" INTEGER NOT NULL,
    "rejections_share_percent" INTEGER NOT NULL,
    "quiet_from" TEXT,
    "quiet_until" TEXT,
    "quiet_time_zone" TEXT,
    "mails_members" TEXT[],
    "mails_admins" BOOLEAN NOT NULL,
    "webhook_ids" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_settings_pkey" PRIMARY KEY ("organization_id")
);

-- AddForeignKey
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An app or a user's sessions may be noticed in several organizations on one day.
DROP INDEX "alerts_credential_id_kind_day_key";
CREATE UNIQUE INDEX "alerts_organization_id_credential_id_kind_day_key" ON "alerts"("organization_id", "credential_id", "kind", "day");

-- Networks of sessions and OAuth apps end with the membership or the app.
ALTER TABLE "credential_networks" ADD COLUMN "organization_id" TEXT, ADD COLUMN "user_id" TEXT, ADD COLUMN "app_id" TEXT;
