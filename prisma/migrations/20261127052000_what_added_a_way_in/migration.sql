-- A session that is confirmed goes on under another id; its first one names the sign-in for good.
ALTER TABLE "sessions" ADD COLUMN "first_id" TEXT, ADD COLUMN "device_hash" TEXT;
-- Null: added before this was noted, or by the operator.
ALTER TABLE "passkeys" ADD COLUMN "added_in_session" TEXT, ADD COLUMN "added_on_device" TEXT;
ALTER TABLE "authenticators" ADD COLUMN "added_in_session" TEXT, ADD COLUMN "added_on_device" TEXT;
ALTER TABLE "identities" ADD COLUMN "added_in_session" TEXT, ADD COLUMN "added_on_device" TEXT;
ALTER TABLE "known_devices" ADD COLUMN "met_by_sign_in" BOOLEAN NOT NULL DEFAULT false;
-- An address that was never proved to be the account's takes nothing back.
DELETE FROM "one_time_tokens" WHERE "purpose" = 'email change undo' AND "data"->>'proved' = 'false';
-- Mails about failed sign-ins told that nobody came in; their links say so too.
UPDATE "one_time_tokens" SET "data" = "data" || '{"cameIn": false}' WHERE "purpose" = 'not me' AND "data"->>'deviceHash' IS NULL;
