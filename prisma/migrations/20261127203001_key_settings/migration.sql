-- What a key may be told apart by, from when and from which pages it counts, and whether it is switched off. The previous
-- version neither reads nor writes any of it.
ALTER TABLE "api_keys" ADD COLUMN "description" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "tags" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "metadata" JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN "disabled_at" TIMESTAMPTZ(3),
  ADD COLUMN "not_before" TIMESTAMPTZ(3),
  ADD COLUMN "allowed_origins" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
CREATE INDEX "api_keys_tags_idx" ON "api_keys" USING GIN ("tags");
