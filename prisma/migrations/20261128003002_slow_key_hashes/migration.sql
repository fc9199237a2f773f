-- Hashes with a salt of keys that exist elsewhere, by how the keys begin. The previous version takes these keys for ones that it
-- does not know, and refuses them.
CREATE TABLE "slow_key_hashes" (
    "key_id" TEXT NOT NULL,
    "beginning" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "hash" TEXT,

    CONSTRAINT "slow_key_hashes_pkey" PRIMARY KEY ("key_id")
);
CREATE UNIQUE INDEX "slow_key_hashes_digest_key" ON "slow_key_hashes"("digest");
CREATE INDEX "slow_key_hashes_waiting_idx" ON "slow_key_hashes"("beginning") WHERE "hash" IS NOT NULL;
ALTER TABLE "slow_key_hashes" ADD CONSTRAINT "slow_key_hashes_key_id_fkey"
  FOREIGN KEY ("key_id") REFERENCES "api_keys"("id") ON DELETE CASCADE ON UPDATE CASCADE;
