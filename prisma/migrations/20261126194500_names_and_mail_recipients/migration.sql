-- Names follow one rule from now on. Stored ones that break it are shown wherever names are shown, so they are mended here:
-- what ends a line, turns text around or shows nothing becomes a space, and what then shows nothing at all gets a name.
CREATE FUNCTION pg_temp.mended(name text, otherwise text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN name !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]'
     AND regexp_replace(name, '[\s\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0]', '', 'g') <> ''
    THEN name
    WHEN regexp_replace(name, '[\s\u0001-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]', '', 'g') = ''
    THEN otherwise
    ELSE btrim(regexp_replace(name, '[\s\u0001-\u001f\u007f-\u009f\u00ad\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+', ' ', 'g'))
  END
$$;

UPDATE "users" SET "name" = pg_temp.mended("name", 'Unnamed') WHERE "name" <> pg_temp.mended("name", 'Unnamed');
UPDATE "organizations" SET "name" = pg_temp.mended("name", 'Unnamed') WHERE "name" <> pg_temp.mended("name", 'Unnamed');
UPDATE "api_keys" SET "name" = pg_temp.mended("name", 'Unnamed') WHERE "name" <> pg_temp.mended("name", 'Unnamed');
UPDATE "personal_access_tokens" SET "name" = pg_temp.mended("name", 'Unnamed') WHERE "name" <> pg_temp.mended("name", 'Unnamed');
UPDATE "oauth_apps" SET "name" = pg_temp.mended("name", 'Unnamed app') WHERE "name" <> pg_temp.mended("name", 'Unnamed app');
UPDATE "prompts" SET "name" = pg_temp.mended("name", 'Unnamed') WHERE "name" <> pg_temp.mended("name", 'Unnamed');
UPDATE "datasets" SET "name" = pg_temp.mended("name", 'Unnamed') WHERE "name" <> pg_temp.mended("name", 'Unnamed');
UPDATE "evaluations" SET "prompt_name" = pg_temp.mended("prompt_name", 'Unnamed'), "dataset_name" = pg_temp.mended("dataset_name", 'Unnamed')
 WHERE "prompt_name" <> pg_temp.mended("prompt_name", 'Unnamed') OR "dataset_name" <> pg_temp.mended("dataset_name", 'Unnamed');
UPDATE "webhook_endpoints" SET "description" = pg_temp.mended("description", '') WHERE "description" <> pg_temp.mended("description", '');

DROP FUNCTION pg_temp.mended(text, text);

-- How many mails an address got is counted by their recipient.
CREATE INDEX "mails_recipient_created_at_idx" ON "mails"("recipient", "created_at");
