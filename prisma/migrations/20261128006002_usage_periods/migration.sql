-- expand: what customers used in days and months that are over, as webhooks were told it and files say it.
CREATE TABLE "usage_periods" (
    "organization_id" TEXT NOT NULL,
    "period" "meter_period" NOT NULL,
    "start" TIMESTAMPTZ(0) NOT NULL,
    "version" INTEGER NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_periods_pkey" PRIMARY KEY ("organization_id", "period", "start")
);

CREATE TABLE "usage_period_totals" (
    "organization_id" TEXT NOT NULL,
    "period" "meter_period" NOT NULL,
    "start" TIMESTAMPTZ(0) NOT NULL,
    "meter_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "meter_key" TEXT NOT NULL,
    "external_id" TEXT,
    "value" DECIMAL NOT NULL,
    "events" BIGINT NOT NULL,

    CONSTRAINT "usage_period_totals_pkey" PRIMARY KEY ("organization_id", "period", "start", "meter_id", "customer_id")
);
CREATE INDEX "usage_period_totals_period_start_idx" ON "usage_period_totals"("period", "start");
CREATE INDEX "usage_period_totals_customer_id_idx" ON "usage_period_totals"("customer_id");
