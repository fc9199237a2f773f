-- expand: windows of a key's own, beside its limit by the minute; the version before neither reads nor counts them.
ALTER TABLE "api_keys" ADD COLUMN "windows" JSONB NOT NULL DEFAULT '[]';
