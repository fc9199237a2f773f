-- What lets one customer of an organization see and manage what is theirs, for a short while and without an account.
CREATE TABLE "portal_sessions" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "secret_hash" TEXT,
    "shows" TEXT[],
    "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "products" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "max_keys" INTEGER NOT NULL,
    "return_url" TEXT,
    "lifetime_seconds" INTEGER NOT NULL,
    "created_by_key_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_ip" TEXT,

    CONSTRAINT "portal_sessions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "portal_sessions_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "portal_sessions_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "portal_sessions_secret_hash_key" ON "portal_sessions"("secret_hash");
CREATE INDEX "portal_sessions_organization_id_idx" ON "portal_sessions"("organization_id");
CREATE INDEX "portal_sessions_customer_id_idx" ON "portal_sessions"("customer_id");
CREATE INDEX "portal_sessions_expires_at_idx" ON "portal_sessions"("expires_at");
