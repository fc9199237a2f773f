-- AlterTable
ALTER TABLE "oauth_apps" ADD COLUMN "consent_scopes" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
