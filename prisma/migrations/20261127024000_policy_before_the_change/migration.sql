-- What counted before the latest change goes on to count for existing credentials until its date.
ALTER TABLE "organization_policies" ADD COLUMN "prior_max_key_days" INTEGER,
ADD COLUMN "prior_max_token_days" INTEGER,
ADD COLUMN "prior_ranges" TEXT[] DEFAULT ARRAY[]::TEXT[];
