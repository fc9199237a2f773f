-- How many requests a key, with all that took its place by rotation, or a customer may still make. What is taken is counted
-- by the limiter under the round and the beginning of the period; here stands what there was to take. The previous version
-- neither reads nor writes any of it.
CREATE TABLE "credits" (
    "holder" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "granted" BIGINT NOT NULL,
    "counted_from_ms" BIGINT NOT NULL,
    "refill_amount" BIGINT,
    "refill_every" TEXT,
    "refill_on" INTEGER,
    "refill_from_ms" BIGINT NOT NULL,
    "told_exhausted" TEXT,

    CONSTRAINT "credits_pkey" PRIMARY KEY ("holder"),
    CONSTRAINT "credits_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "credits_organization_id_idx" ON "credits"("organization_id");
