-- expand: what versions of before insert gets the default. It is one value for the rows that are there, so none is rewritten.
ALTER TABLE "limit_leases" ADD COLUMN "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "limit_reservations" ADD COLUMN "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
CREATE INDEX "limit_leases_namespace_id_created_at_id_idx" ON "limit_leases"("namespace_id", "created_at" DESC, "id" DESC);
CREATE INDEX "limit_reservations_namespace_id_state_created_at_id_idx" ON "limit_reservations"("namespace_id", "state", "created_at" DESC, "id" DESC);
