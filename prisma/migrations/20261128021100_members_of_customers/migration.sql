-- For which of its customers a member of an organization acts there.
CREATE TABLE "customer_members" (
    "organization_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_members_pkey" PRIMARY KEY ("organization_id", "user_id")
);

CREATE INDEX "customer_members_customer_id_created_at_user_id_idx" ON "customer_members"("customer_id", "created_at" DESC, "user_id" DESC);

ALTER TABLE "customer_members" ADD CONSTRAINT "customer_members_organization_id_user_id_fkey" FOREIGN KEY ("organization_id", "user_id") REFERENCES "memberships"("organization_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "customer_members" ADD CONSTRAINT "customer_members_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
