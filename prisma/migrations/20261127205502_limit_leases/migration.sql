-- How many slots an identifier may hold at once; null where nobody holds any.
ALTER TABLE "limit_namespaces" ADD COLUMN "concurrency" INTEGER;

-- What identifiers hold until it is released or its time is over, by the database's clock.
CREATE TABLE "limit_leases" (
    "id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "slots" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "limit_leases_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "limit_leases_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "limit_namespaces"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "limit_leases_namespace_id_identifier_expires_at_idx" ON "limit_leases"("namespace_id", "identifier", "expires_at");
CREATE INDEX "limit_leases_expires_at_idx" ON "limit_leases"("expires_at");
