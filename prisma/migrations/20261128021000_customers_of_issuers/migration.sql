-- Whom an organization deleted, by the hash of what it called them: no token of a trusted issuer makes them anew.
CREATE TABLE "removed_customers" (
    "organization_id" TEXT NOT NULL,
    "name_hash" TEXT NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "removed_customers_pkey" PRIMARY KEY ("organization_id", "name_hash")
);

ALTER TABLE "removed_customers" ADD CONSTRAINT "removed_customers_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
