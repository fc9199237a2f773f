-- AlterTable
ALTER TABLE "oauth_apps" ADD COLUMN     "created_by_key_id" TEXT,
ADD COLUMN     "created_by_token_id" TEXT,
ADD COLUMN     "revoked_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "oauth_app_secrets" ADD COLUMN     "created_by_key_id" TEXT,
ADD COLUMN     "created_by_token_id" TEXT;

-- CreateIndex
CREATE INDEX "oauth_apps_created_by_key_id_idx" ON "oauth_apps"("created_by_key_id");

-- CreateIndex
CREATE INDEX "oauth_apps_created_by_token_id_idx" ON "oauth_apps"("created_by_token_id");

-- CreateIndex
CREATE INDEX "oauth_app_secrets_created_by_key_id_idx" ON "oauth_app_secrets"("created_by_key_id");

-- CreateIndex
CREATE INDEX "oauth_app_secrets_created_by_token_id_idx" ON "oauth_app_secrets"("created_by_token_id");

-- What the audit trail still tells of apps, secrets and registration tokens that a key or a personal access token made.
UPDATE "oauth_apps" SET "created_by_key_id" = k."id"
  FROM "events" e JOIN "api_keys" k ON k."id" = e."credential_id"
 WHERE e."type" = 'app.created' AND e."subject_id" = "oauth_apps"."id" AND k."organization_id" = "oauth_apps"."organization_id";

UPDATE "oauth_apps" SET "created_by_token_id" = t."id"
  FROM "events" e JOIN "personal_access_tokens" t ON t."id" = e."credential_id"
 WHERE e."type" = 'app.created' AND e."subject_id" = "oauth_apps"."id";

UPDATE "oauth_app_secrets" SET "created_by_key_id" = k."id"
  FROM "oauth_apps" a, "events" e JOIN "api_keys" k ON k."id" = e."credential_id"
 WHERE e."type" = 'app.updated' AND e."subject_id" = a."id" AND "oauth_app_secrets"."app_id" = a."id"
   AND e."data"->>'secret_hint' = "oauth_app_secrets"."secret_hint" AND k."organization_id" = a."organization_id";

UPDATE "oauth_app_secrets" SET "created_by_token_id" = t."id"
  FROM "oauth_apps" a, "events" e JOIN "personal_access_tokens" t ON t."id" = e."credential_id"
 WHERE e."type" = 'app.updated' AND e."subject_id" = a."id" AND "oauth_app_secrets"."app_id" = a."id"
   AND e."data"->>'secret_hint' = "oauth_app_secrets"."secret_hint";

UPDATE "oauth_artifacts" SET "payload" = "payload" || jsonb_build_object('tokenId', t."id")
  FROM "events" e JOIN "personal_access_tokens" t ON t."id" = e."credential_id"
 WHERE e."type" = 'registration_token.created' AND "model" = 'InitialAccessToken' AND "uid" = e."subject_id";
