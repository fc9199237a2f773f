-- expand: versions of before go on adding up their own slices by the watermarks that they know; they neither read nor write what is new here.
ALTER TYPE "usage_slice" ADD VALUE 'total_days';
ALTER TYPE "usage_slice" ADD VALUE 'total_months';
ALTER TYPE "usage_slice" ADD VALUE 'endpoint_months';
ALTER TYPE "usage_slice" ADD VALUE 'credential_weeks';

-- Of a day: how many of its requests came in its first hour, in its first two, and so on.
ALTER TABLE "usage_summaries" ADD COLUMN "until_hour" BIGINT[];

-- Up to where all slices are whole, the new ones too: finished days are added up once more from their beginning.
ALTER TABLE "usage_watermarks" ADD COLUMN "all_through" TIMESTAMPTZ(0) NOT NULL DEFAULT '-infinity';

-- The hours of a few tags. No count is in it, so that counting stays an update in place.
CREATE INDEX "usage_tag_hours_organization_id_tag_bucket_start_idx" ON "usage_tag_hours"("organization_id", "tag", "bucket_start");
