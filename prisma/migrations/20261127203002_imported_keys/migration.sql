-- Keys whose hashes came from elsewhere, and where lookups and counts find them. The previous version takes them for keys that
-- it does not know, and refuses them.
ALTER TABLE "api_keys" ADD COLUMN "imported_at" TIMESTAMPTZ(3);
CREATE INDEX "api_keys_imported_idx" ON "api_keys"("organization_id", "environment") WHERE "imported_at" IS NOT NULL;
CREATE INDEX "api_keys_made_here_idx" ON "api_keys"("organization_id", "environment") WHERE "imported_at" IS NULL;
