-- How the writer of a sealed event is known. A process of before leaves no mark on what it writes.
CREATE TYPE "event_provenance" AS ENUM ('marked', 'before_chain', 'other_version', 'unmarked');

-- Where somebody was and how it ended are columns of what `data` says, so that the log is filtered by them. A process of
-- before goes on writing `data` alone.
ALTER TABLE "events"
  ADD COLUMN "outcome" TEXT GENERATED ALWAYS AS (coalesce(data->>'outcome', 'success')) STORED,
  ADD COLUMN "address" TEXT GENERATED ALWAYS AS (data->>'address') STORED,
  ADD COLUMN "user_agent" TEXT GENERATED ALWAYS AS (data->>'user_agent') STORED,
  ADD COLUMN "erasable" JSONB,
  ADD COLUMN "mark" TEXT,
  ADD COLUMN "counting_until" TIMESTAMPTZ(3),
  ADD COLUMN "sequence" BIGINT,
  ADD COLUMN "hash" TEXT,
  ADD COLUMN "provenance" "event_provenance";

-- expand: a process of before writes no sequence, so nothing of it meets another one
CREATE UNIQUE INDEX "events_organization_id_sequence_key" ON "events"("organization_id", "sequence");
CREATE INDEX "events_unsealed_idx" ON "events"("organization_id", "created_at", "id") WHERE "sequence" IS NULL;
CREATE INDEX "events_by_type_idx" ON "events"("organization_id", "type", "created_at" DESC, "id" DESC);
CREATE INDEX "events_by_actor_idx" ON "events"("organization_id", "actor_id", "created_at" DESC, "id" DESC);
CREATE INDEX "events_by_credential_idx" ON "events"("organization_id", "credential_id", "created_at" DESC, "id" DESC) WHERE "credential_id" IS NOT NULL;
CREATE INDEX "events_by_subject_idx" ON "events"("organization_id", "subject_id", "created_at" DESC, "id" DESC);
CREATE INDEX "events_by_address_idx" ON "events"("organization_id", "address", "created_at" DESC, "id" DESC) WHERE "address" IS NOT NULL;
CREATE INDEX "events_by_agent_idx" ON "events"("organization_id", "user_agent", "created_at" DESC, "id" DESC) WHERE "user_agent" IS NOT NULL;
CREATE INDEX "events_not_successful_idx" ON "events"("organization_id", "outcome", "created_at" DESC, "id" DESC) WHERE "outcome" <> 'success';

-- The key of the marks on events, sealed: who has the database alone cannot make one.
CREATE TABLE "audit_keys" (
    "id" TEXT NOT NULL,
    "sealed_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_keys_pkey" PRIMARY KEY ("id")
);

-- Where each organization's chain begins after what had its time, and where it ends.
CREATE TABLE "audit_chains" (
    "organization_id" TEXT NOT NULL,
    "start_sequence" BIGINT NOT NULL,
    "start_hash" TEXT NOT NULL,
    "start_mark" TEXT NOT NULL,
    "head_sequence" BIGINT NOT NULL,
    "head_hash" TEXT NOT NULL,
    "head_mark" TEXT NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_chains_pkey" PRIMARY KEY ("organization_id")
);
ALTER TABLE "audit_chains" ADD CONSTRAINT "audit_chains_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Events from before this moment were written by processes that left no mark.
ALTER TABLE "deployment" ADD COLUMN "audit_began_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
