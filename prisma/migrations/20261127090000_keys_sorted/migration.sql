-- Lists of keys sorted by name and by expiry. What was last used is written with each minute of use: an index of it would make
-- every such write touch all other indexes, and sorting an organization's keys in memory takes a few milliseconds.
CREATE INDEX "api_keys_organization_id_name_folded_id_idx" ON "api_keys"("organization_id", "name_folded", "id");
CREATE INDEX "api_keys_organization_id_expires_at_id_idx" ON "api_keys"("organization_id", "expires_at", "id");

-- Whose requests were refused lately: few rows of many.
CREATE INDEX "usage_days_refused_idx" ON "usage_days"("organization_id", "bucket_start", "credential_id") WHERE "status_class" IN ('4xx', '429');
