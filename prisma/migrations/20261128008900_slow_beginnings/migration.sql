-- Beginnings by their bytes, so that imports find those that begin with another. The table is of the same release, and has few rows.
CREATE INDEX "slow_key_hashes_bytes_idx" ON "slow_key_hashes"("beginning" COLLATE "C") WHERE "hash" IS NOT NULL;
