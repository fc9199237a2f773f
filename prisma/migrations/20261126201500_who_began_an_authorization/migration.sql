-- Who began what waits for a user: what one of them, and all strangers together, can have waiting is bounded.
ALTER TABLE "oauth_artifacts" ADD COLUMN "begun_by" TEXT;

CREATE INDEX "oauth_artifacts_begun_by_idx" ON "oauth_artifacts"("begun_by");
