-- expand: named presets of new API keys; the version before knows none.
CREATE TABLE "key_templates" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "product" TEXT,
    "settings" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "key_templates_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "key_templates_organization_id_name_key" ON "key_templates"("organization_id", "name");
CREATE INDEX "key_templates_organization_id_created_at_id_idx" ON "key_templates"("organization_id", "created_at" DESC, "id" DESC);
ALTER TABLE "key_templates" ADD CONSTRAINT "key_templates_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
