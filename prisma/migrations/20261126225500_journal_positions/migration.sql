-- What a process of the version before wrote is in; its marks tell nothing to this one.
DROP TABLE "usage_batches";

CREATE TABLE "journal_positions" (
    "writer" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "journal_positions_pkey" PRIMARY KEY ("writer")
);

CREATE INDEX "journal_positions_updated_at_idx" ON "journal_positions"("updated_at");
