-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "created_by_key_id" TEXT,
ADD COLUMN     "lifetime_seconds" INTEGER,
ADD COLUMN     "vouched_by_id" TEXT;

-- AlterTable
ALTER TABLE "evaluations" ADD COLUMN     "byte_count" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "api_keys_created_by_key_id_idx" ON "api_keys"("created_by_key_id");

-- CreateIndex
CREATE INDEX "api_keys_replaced_by_id_idx" ON "api_keys"("replaced_by_id");

-- CreateIndex
CREATE INDEX "api_keys_vouched_by_id_idx" ON "api_keys"("vouched_by_id");

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_vouched_by_id_fkey" FOREIGN KEY ("vouched_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What is known of keys that exist: whoever made a service key vouches for it, and a key's lifetime reaches from its
-- creation to its expiry. That of a rotated key is cut short by the rotation, and nobody rotates it again.
UPDATE "api_keys" SET "vouched_by_id" = "created_by_id"
 WHERE "product" = 'service' AND "created_by_id" IN (SELECT "id" FROM "users");

UPDATE "api_keys" SET "lifetime_seconds" = floor(extract(epoch FROM "expires_at" - "created_at"))
 WHERE "expires_at" IS NOT NULL AND "replaced_by_id" IS NULL;

-- What a client sees of an evaluation's results, and what is stored of their checks.
UPDATE "evaluations" SET "byte_count" = least(2147483647, (
  SELECT coalesce(sum(octet_length("rendered") + octet_length("checks"::text)), 0)
    FROM "evaluation_results" WHERE "evaluation_id" = "evaluations"."id"));
