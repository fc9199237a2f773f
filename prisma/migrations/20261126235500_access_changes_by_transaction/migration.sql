-- By it a poll finds exactly what has been committed since the one before, however long a transaction took.
ALTER TABLE "access_changes" ADD COLUMN "transaction" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint;

-- CreateIndex
CREATE INDEX "access_changes_transaction_idx" ON "access_changes"("transaction");
