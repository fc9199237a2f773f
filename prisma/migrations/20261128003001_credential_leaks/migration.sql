-- Where credentials were found in public, as a secret-scanning partner reports it, and what an organization wants done then.
-- The previous version neither reads nor writes any of it.
CREATE TYPE "leak_action" AS ENUM ('revoke', 'quarantine', 'notify');
ALTER TABLE "organization_policies" ADD COLUMN "on_leak" "leak_action" NOT NULL DEFAULT 'quarantine';
CREATE TABLE "credential_leaks" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "place_hash" TEXT NOT NULL,
    "url" TEXT,
    "source" TEXT NOT NULL,
    "action" "leak_action" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credential_leaks_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "credential_leaks_credential_id_place_hash_key" ON "credential_leaks"("credential_id", "place_hash");
CREATE INDEX "credential_leaks_organization_id_credential_id_created_at_idx" ON "credential_leaks"("organization_id", "credential_id", "created_at" DESC);
ALTER TABLE "credential_leaks" ADD CONSTRAINT "credential_leaks_organization_id_fkey"
  FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
