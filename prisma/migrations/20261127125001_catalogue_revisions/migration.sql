-- What the operator adds to the shipped catalogue, every state of it. JSON, not JSONB: the order of products and plans counts.
CREATE TABLE "catalogue_revisions" (
    "revision" INTEGER NOT NULL,
    "document" JSON NOT NULL,
    "note" TEXT NOT NULL,
    "made_by_id" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "catalogue_revisions_pkey" PRIMARY KEY ("revision")
);
