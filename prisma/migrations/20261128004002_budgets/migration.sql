-- Whose use a budget counts.
CREATE TYPE "budget_of" AS ENUM ('organization', 'customer', 'key');

-- How much of a product is used in a period, told at thresholds or denied beyond. The previous version counts on none.
CREATE TABLE "budgets" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "of" "budget_of" NOT NULL,
    "subject" TEXT,
    "product" TEXT NOT NULL,
    "environment" "environment" NOT NULL,
    "amount" BIGINT NOT NULL,
    "span" TEXT NOT NULL,
    "is_hard" BOOLEAN NOT NULL,
    "thresholds" INTEGER[],
    "mail_to" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "budgets_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "budgets_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "budgets_organization_id_name_key" ON "budgets"("organization_id", "name");
CREATE INDEX "budgets_organization_id_created_at_id_idx" ON "budgets"("organization_id", "created_at" DESC, "id" DESC);

-- Thresholds that were told of, once each.
CREATE TABLE "budget_alerts" (
    "budget_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "period_ms" BIGINT NOT NULL,
    "threshold" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,
    "used" BIGINT NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "budget_alerts_pkey" PRIMARY KEY ("budget_id","owner","period_ms","threshold","amount"),
    CONSTRAINT "budget_alerts_budget_id_fkey" FOREIGN KEY ("budget_id") REFERENCES "budgets"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "budget_alerts_budget_id_told_at_idx" ON "budget_alerts"("budget_id", "told_at");
CREATE INDEX "budget_alerts_told_at_idx" ON "budget_alerts"("told_at");
