-- expand: every budget of before is the deployment's, as what versions of before make is. They look for a name before they make one, under
-- a lock, and name a row by its id alone, so the wider key is none that they miss. An organization has at most a hundred rows.
CREATE TYPE "budget_level" AS ENUM ('deployment', 'organization');
ALTER TABLE "budgets" ADD COLUMN "made_by" "budget_level" NOT NULL DEFAULT 'deployment';
CREATE UNIQUE INDEX "budgets_organization_id_made_by_name_key" ON "budgets"("organization_id", "made_by", "name");
DROP INDEX "budgets_organization_id_name_key";
CREATE INDEX "budgets_organization_id_made_by_created_at_id_idx" ON "budgets"("organization_id", "made_by", "created_at" DESC, "id" DESC);
DROP INDEX "budgets_organization_id_created_at_id_idx";
