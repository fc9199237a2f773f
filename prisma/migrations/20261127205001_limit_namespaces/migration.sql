-- Limits that an organization keeps for whatever it calls by an identifier, one namespace a kind of them.
CREATE TABLE "limit_namespaces" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "windows" JSONB NOT NULL,
    "overrides" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "limit_namespaces_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "limit_namespaces_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "limit_namespaces_organization_id_name_key" ON "limit_namespaces"("organization_id", "name");
CREATE INDEX "limit_namespaces_organization_id_created_at_id_idx" ON "limit_namespaces"("organization_id", "created_at" DESC, "id" DESC);

-- How often the counters of an identifier were begun anew; those that never were have no row.
CREATE TABLE "limit_resets" (
    "namespace_id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "resets" INTEGER NOT NULL,

    CONSTRAINT "limit_resets_pkey" PRIMARY KEY ("namespace_id", "identifier"),
    CONSTRAINT "limit_resets_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "limit_namespaces"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
