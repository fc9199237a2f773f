-- expand: the version before goes on adding up its own slices by `through`; it neither reads nor writes the two new ones.
ALTER TYPE "usage_slice" ADD VALUE 'total_hours';
ALTER TYPE "usage_slice" ADD VALUE 'pair_months';

-- Up to where all slices are whole, the new ones too: finished days are added up once more from their beginning.
ALTER TABLE "usage_watermarks" ADD COLUMN "whole_through" TIMESTAMPTZ(0) NOT NULL DEFAULT '-infinity';
