-- A deleted endpoint belongs to nobody until its deliveries, of which there may be very many, are cleared away.
ALTER TABLE "webhook_endpoints" ALTER COLUMN "organization_id" DROP NOT NULL;
