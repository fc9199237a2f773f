-- What keys and personal access tokens were used for lately, and why requests of theirs were refused.
ALTER TABLE "organizations" ADD COLUMN "requests_kept_from" TIMESTAMPTZ(3) DEFAULT '1970-01-01 00:00:00+00';

CREATE TABLE "recent_requests" (
    "credential_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "organization_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "environment" "environment" NOT NULL,
    "product" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "status" SMALLINT NOT NULL,
    "reason" TEXT NOT NULL,
    "elapsed_ms" REAL NOT NULL,
    "address" TEXT,
    "agent" TEXT,

    CONSTRAINT "recent_requests_pkey" PRIMARY KEY ("credential_id", "id")
);
CREATE INDEX "recent_requests_organization_id_id_idx" ON "recent_requests"("organization_id", "id");
CREATE INDEX "recent_requests_at_idx" ON "recent_requests" USING BRIN ("at");

CREATE TABLE "refusal_days" (
    "organization_id" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "endpoint" TEXT NOT NULL,
    "status" SMALLINT NOT NULL,
    "reason" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,

    CONSTRAINT "refusal_days_pkey" PRIMARY KEY ("organization_id", "credential_id", "bucket_start", "endpoint", "status", "reason")
);
CREATE INDEX "refusal_days_bucket_start_idx" ON "refusal_days"("bucket_start");

-- So that the overlap of a rotation can be made longer, never past what the old key was made for.
ALTER TABLE "api_keys" ADD COLUMN "rotated_at" TIMESTAMPTZ(3);
ALTER TABLE "api_keys" ADD COLUMN "expires_before_rotation" TIMESTAMPTZ(3);
