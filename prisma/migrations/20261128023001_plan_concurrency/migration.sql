-- expand: versions of before read and write leases of namespaces alone, which stay as they are.
-- A lease is an identifier's of a namespace, or holds what a plan says of an organization's calls at once; then it is whose keys make the
-- calls, and who asked for it. Few rows live at a time, and each for an hour or a day at most.
ALTER TABLE "limit_leases" ALTER COLUMN "namespace_id" DROP NOT NULL;
ALTER TABLE "limit_leases" ADD COLUMN "organization_id" TEXT;
ALTER TABLE "limit_leases" ADD COLUMN "asked_by" TEXT;
ALTER TABLE "limit_leases" ADD CONSTRAINT "limit_leases_one_holder"
  CHECK (("namespace_id" IS NULL) <> ("organization_id" IS NULL) AND ("organization_id" IS NULL) = ("asked_by" IS NULL));
ALTER TABLE "limit_leases" ADD CONSTRAINT "limit_leases_organization_id_fkey"
  FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "limit_leases_organization_id_identifier_expires_at_idx" ON "limit_leases"("organization_id", "identifier", "expires_at");
