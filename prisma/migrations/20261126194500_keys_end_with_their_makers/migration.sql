-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "created_by_token_id" TEXT,
ADD COLUMN     "line_id" TEXT,
ADD COLUMN     "uuid" UUID NOT NULL DEFAULT gen_random_uuid();

-- A key and those that took its place by rotation, one after the other, are one line under the first one's identifier.
WITH RECURSIVE line ("id", "root", "replaced_by_id") AS (
  SELECT "id", "id", "replaced_by_id" FROM "api_keys"
   WHERE "id" NOT IN (SELECT "replaced_by_id" FROM "api_keys" WHERE "replaced_by_id" IS NOT NULL)
  UNION
  SELECT k."id", line."root", k."replaced_by_id" FROM line JOIN "api_keys" k ON k."id" = line."replaced_by_id"
)
UPDATE "api_keys" SET "line_id" = line."root" FROM line WHERE line."id" = "api_keys"."id";

UPDATE "api_keys" SET "line_id" = "id" WHERE "line_id" IS NULL;

-- AlterTable
ALTER TABLE "api_keys" ALTER COLUMN "line_id" SET NOT NULL;

-- What the audit trail still tells of keys that a personal access token made or rotated.
UPDATE "api_keys" SET "created_by_token_id" = t."id"
  FROM "events" e JOIN "personal_access_tokens" t ON t."id" = e."credential_id"
 WHERE e."type" = 'key.created' AND e."subject_id" = "api_keys"."id";

UPDATE "api_keys" SET "created_by_token_id" = t."id"
  FROM "events" e JOIN "personal_access_tokens" t ON t."id" = e."credential_id"
 WHERE e."type" = 'key.rotated' AND e."data"->>'successor_id' = "api_keys"."id";

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_uuid_key" ON "api_keys"("uuid");

-- CreateIndex
CREATE INDEX "api_keys_created_by_token_id_idx" ON "api_keys"("created_by_token_id");

-- CreateIndex
CREATE INDEX "api_keys_line_id_idx" ON "api_keys"("line_id");

-- Keys whose makers have ended end now, and no key outlives its maker: the same rule that holds for new ones. Each
-- generation may bring the next one about, so it is applied until nothing changes.
DO $$
DECLARE
  changed BIGINT;
BEGIN
  LOOP
    UPDATE "api_keys" k SET "revoked_at" = now()
     WHERE k."revoked_at" IS NULL AND (k."expires_at" IS NULL OR k."expires_at" > now())
       AND (EXISTS (SELECT 1 FROM "personal_access_tokens" t WHERE t."id" = k."created_by_token_id"
                       AND (t."revoked_at" IS NOT NULL OR t."expires_at" <= now()))
         OR EXISTS (SELECT 1 FROM "api_keys" m WHERE m."id" = k."created_by_key_id" AND m."line_id" <> k."line_id"
                       AND NOT EXISTS (SELECT 1 FROM "api_keys" l WHERE l."line_id" = m."line_id"
                             AND l."revoked_at" IS NULL AND (l."expires_at" IS NULL OR l."expires_at" > now()))));
    GET DIAGNOSTICS changed = ROW_COUNT;
    EXIT WHEN changed = 0;
  END LOOP;
  LOOP
    UPDATE "api_keys" k SET "expires_at" = least(k."expires_at", bound."at")
      FROM (
        SELECT c."id", min(b."at") AS "at" FROM "api_keys" c CROSS JOIN LATERAL (
          SELECT t."expires_at" AS "at" FROM "personal_access_tokens" t WHERE t."id" = c."created_by_token_id"
          UNION ALL
          SELECT CASE WHEN bool_or(l."expires_at" IS NULL) THEN NULL ELSE max(l."expires_at") END
            FROM "api_keys" m JOIN "api_keys" l ON l."line_id" = m."line_id" AND l."revoked_at" IS NULL
           WHERE m."id" = c."created_by_key_id" AND m."line_id" <> c."line_id"
        ) b WHERE c."revoked_at" IS NULL GROUP BY c."id"
      ) bound
     WHERE bound."id" = k."id" AND bound."at" IS NOT NULL AND k."revoked_at" IS NULL
       AND (k."expires_at" IS NULL OR k."expires_at" > bound."at");
    GET DIAGNOSTICS changed = ROW_COUNT;
    EXIT WHEN changed = 0;
  END LOOP;
END $$;
