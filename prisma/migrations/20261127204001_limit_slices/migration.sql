-- What named windows counted, by slice of time. The previous version has no such windows, and neither reads nor writes it.
CREATE TABLE "limit_slices" (
    "subject" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "environment" "environment" NOT NULL,
    "span" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "start_ms" BIGINT NOT NULL,
    "count" BIGINT NOT NULL,
    "ends_ms" BIGINT NOT NULL,

    CONSTRAINT "limit_slices_pkey" PRIMARY KEY ("subject","product","environment","span","place")
);
CREATE INDEX "limit_slices_ends_ms_idx" ON "limit_slices"("ends_ms");
