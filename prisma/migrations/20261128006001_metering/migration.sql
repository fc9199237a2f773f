-- expand: what an organization counts of the events that its own services report; the version before neither reads nor writes these.
CREATE TYPE "meter_aggregation" AS ENUM ('count', 'sum', 'max', 'unique');
CREATE TYPE "meter_unit" AS ENUM ('hour', 'day', 'month');
CREATE TYPE "meter_period" AS ENUM ('day', 'month');

CREATE TABLE "meters" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "event_type" TEXT NOT NULL,
    "aggregation" "meter_aggregation" NOT NULL,
    "value_property" TEXT,
    "group_by" TEXT[] NOT NULL DEFAULT '{}',
    "product" TEXT,
    "period" "meter_period" NOT NULL DEFAULT 'month',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "meters_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "meters_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "meters_organization_id_key_key" ON "meters"("organization_id", "key");
CREATE INDEX "meters_organization_id_created_at_id_idx" ON "meters"("organization_id", "created_at" DESC, "id" DESC);

-- Each accepted event once: its key decides what is a repetition.
CREATE TABLE "usage_events" (
    "organization_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB,

    CONSTRAINT "usage_events_pkey" PRIMARY KEY ("organization_id", "source", "id")
);
CREATE INDEX "usage_events_received_at_idx" ON "usage_events"("received_at");
CREATE INDEX "usage_events_customer_id_idx" ON "usage_events"("customer_id");

-- What meters came to, for each customer and each combination of what they are grouped by; '' is all customers together.
CREATE TABLE "meter_usage" (
    "meter_id" TEXT NOT NULL,
    "unit" "meter_unit" NOT NULL,
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "customer_id" TEXT NOT NULL,
    "groups" TEXT NOT NULL,
    "value" DECIMAL NOT NULL,
    "events" BIGINT NOT NULL,

    CONSTRAINT "meter_usage_pkey" PRIMARY KEY ("meter_id", "unit", "bucket_start", "customer_id", "groups")
);
CREATE INDEX "meter_usage_unit_bucket_start_idx" ON "meter_usage"("unit", "bucket_start");

-- Values that a unique meter has seen in an hour, a day or a month, as hashes.
CREATE TABLE "meter_values" (
    "meter_id" TEXT NOT NULL,
    "unit" "meter_unit" NOT NULL,
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "customer_id" TEXT NOT NULL,
    "value_hash" BYTEA NOT NULL,

    CONSTRAINT "meter_values_pkey" PRIMARY KEY ("meter_id", "unit", "bucket_start", "customer_id", "value_hash")
);
CREATE INDEX "meter_values_unit_bucket_start_idx" ON "meter_values"("unit", "bucket_start");

-- Values that a meter tells apart, so that there are not too many.
CREATE TABLE "meter_groups" (
    "meter_id" TEXT NOT NULL,
    "property" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "meter_groups_pkey" PRIMARY KEY ("meter_id", "property", "value")
);

-- Days to which events came after they were over.
CREATE TABLE "late_usage_days" (
    "organization_id" TEXT NOT NULL,
    "day" TIMESTAMPTZ(0) NOT NULL,
    "marks" BIGINT NOT NULL,

    CONSTRAINT "late_usage_days_pkey" PRIMARY KEY ("organization_id", "day")
);

-- What was deleted, and left rows behind that are cleared away in batches: of an organization, a meter or a customer.
CREATE TABLE "metering_leftovers" (
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "metering_leftovers_pkey" PRIMARY KEY ("kind", "subject")
);
