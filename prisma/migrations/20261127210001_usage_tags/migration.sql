-- expand: requests by the tags that services give them, beside the roll-ups; the version before neither reads nor writes these.
CREATE TABLE "usage_tag_minutes" (
    "organization_id" TEXT NOT NULL,
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "product" TEXT NOT NULL,
    "environment" "environment" NOT NULL,
    "tag" TEXT NOT NULL,
    "status_class" "status_class" NOT NULL,
    "requests" BIGINT NOT NULL,
    "latency" DECIMAL NOT NULL DEFAULT 0,

    CONSTRAINT "usage_tag_minutes_pkey" PRIMARY KEY ("organization_id","bucket_start","product","environment","tag","status_class")
);
CREATE INDEX "usage_tag_minutes_bucket_start_idx" ON "usage_tag_minutes"("bucket_start");

CREATE TABLE "usage_tag_hours" (
    "organization_id" TEXT NOT NULL,
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "product" TEXT NOT NULL,
    "environment" "environment" NOT NULL,
    "tag" TEXT NOT NULL,
    "status_class" "status_class" NOT NULL,
    "requests" BIGINT NOT NULL,
    "latency" DECIMAL NOT NULL DEFAULT 0,

    CONSTRAINT "usage_tag_hours_pkey" PRIMARY KEY ("organization_id","bucket_start","product","environment","tag","status_class")
);
CREATE INDEX "usage_tag_hours_bucket_start_idx" ON "usage_tag_hours"("bucket_start");

CREATE TABLE "usage_tag_days" (
    "organization_id" TEXT NOT NULL,
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "product" TEXT NOT NULL,
    "environment" "environment" NOT NULL,
    "tag" TEXT NOT NULL,
    "status_class" "status_class" NOT NULL,
    "requests" BIGINT NOT NULL,
    "latency" DECIMAL NOT NULL DEFAULT 0,

    CONSTRAINT "usage_tag_days_pkey" PRIMARY KEY ("organization_id","bucket_start","product","environment","tag","status_class")
);
