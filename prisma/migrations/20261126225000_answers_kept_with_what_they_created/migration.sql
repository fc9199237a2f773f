-- An answer is stored in the transaction that creates what it tells of: there is no row of a request under way any more.
DELETE FROM "idempotent_answers" WHERE "status" IS NULL OR "sealed_body" IS NULL;
ALTER TABLE "idempotent_answers" ALTER COLUMN "status" SET NOT NULL;
ALTER TABLE "idempotent_answers" ALTER COLUMN "sealed_body" SET NOT NULL;
