-- Lists of prompts and memories sorted by name and by the last change.
CREATE INDEX "prompts_organization_id_environment_name_folded_id_idx" ON "prompts"("organization_id", "environment", "name_folded", "id");
CREATE INDEX "prompts_organization_id_environment_updated_at_id_idx" ON "prompts"("organization_id", "environment", "updated_at" DESC, "id" DESC);
CREATE INDEX "memories_organization_id_environment_updated_at_id_idx" ON "memories"("organization_id", "environment", "updated_at" DESC, "id" DESC);
