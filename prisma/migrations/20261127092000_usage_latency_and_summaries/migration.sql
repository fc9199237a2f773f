-- How long answers took, as a histogram in one number: see lib/access/latency-histogram.ts. What a version before counts
-- has none, and its rows say so by the default.
ALTER TABLE "usage_minutes" ADD COLUMN "latency" DECIMAL NOT NULL DEFAULT 0;
ALTER TABLE "usage_hours" ADD COLUMN "latency" DECIMAL NOT NULL DEFAULT 0;
ALTER TABLE "usage_days" ADD COLUMN "latency" DECIMAL NOT NULL DEFAULT 0;

-- The hours and days of a few credentials. No count is in it, so that counting stays an update in place.
CREATE INDEX "usage_hours_organization_id_credential_id_bucket_start_idx" ON "usage_hours"("organization_id", "credential_id", "bucket_start");
CREATE INDEX "usage_days_organization_id_credential_id_bucket_start_idx" ON "usage_days"("organization_id", "credential_id", "bucket_start");

-- Finished days, added up by fewer things: what charts of long spans read.
CREATE TYPE "usage_slice" AS ENUM ('endpoint_hours', 'endpoint_days', 'credential_days', 'credential_months');

CREATE TABLE "usage_summaries" (
    "organization_id" TEXT NOT NULL,
    "slice" "usage_slice" NOT NULL,
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "product" TEXT NOT NULL,
    "environment" "environment" NOT NULL,
    "credential_kind" "watched_credential" NOT NULL,
    "credential_id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "status_class" "status_class" NOT NULL,
    "requests" BIGINT NOT NULL,
    "latency" DECIMAL NOT NULL,

    CONSTRAINT "usage_summaries_pkey" PRIMARY KEY ("organization_id", "slice", "bucket_start", "product", "environment", "credential_kind", "credential_id", "endpoint", "status_class")
);
CREATE INDEX "usage_summaries_organization_id_slice_credential_id_bucket__idx" ON "usage_summaries"("organization_id", "slice", "credential_id", "bucket_start");
ALTER TABLE "usage_summaries" ADD CONSTRAINT "usage_summaries_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "usage_watermarks" (
    "organization_id" TEXT NOT NULL,
    "through" TIMESTAMPTZ(0) NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_watermarks_pkey" PRIMARY KEY ("organization_id")
);
ALTER TABLE "usage_watermarks" ADD CONSTRAINT "usage_watermarks_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
