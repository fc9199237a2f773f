-- Which claim a job belongs to: what a claim does that has lost its job to another must not count.
ALTER TABLE "jobs" ADD COLUMN "claim_id" TEXT;
