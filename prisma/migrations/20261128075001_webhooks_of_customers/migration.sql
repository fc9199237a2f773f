-- expand: versions of before ask for endpoints by organization_id, which those of customers do not have: they neither show them nor send to them.
-- Endpoints that customers of an organization made in their portal, and which customer an event concerns. The table of endpoints is short; the
-- column of events takes no rewriting.
ALTER TABLE "webhook_endpoints" ADD COLUMN "customer_id" TEXT;
ALTER TABLE "webhook_endpoints" ADD COLUMN "products" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_one_owner" CHECK ("organization_id" IS NULL OR "customer_id" IS NULL);
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_customer_id_fkey"
  FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "webhook_endpoints_customer_id_idx" ON "webhook_endpoints"("customer_id");
ALTER TABLE "events" ADD COLUMN "customer_id" TEXT;
