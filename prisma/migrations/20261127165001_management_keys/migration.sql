-- The products that a management key manages; empty: all. The previous version neither reads nor writes it.
ALTER TABLE "api_keys" ADD COLUMN "managed_products" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
