-- Text as it is searched: composed, in lower case, without accents, vowel points and invisible characters. Letters that
-- have no decomposition (ø, ß …) become those that people type for them. A breve stays on й and ў, where it makes another letter.
CREATE FUNCTION search_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN replace(replace(replace(replace(translate(
  normalize(lower(regexp_replace(normalize(value, NFKD),
    '(?<![\u0418\u0438\u0423\u0443])\u0306|[\u00ad\u0300-\u0305\u0307-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u2060\ufeff]',
    '', 'g')), NFC),
  'øłđıς', 'oldiσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');

-- The words of folded text. Where the locale is C, PostgreSQL takes every character beyond ASCII for a letter, so signs are
-- made spaces. Scripts without spaces between words (and Hangul, whose endings stick to them) are indexed as
-- pairs of characters: those at even places with the words around them, those at odd places without positions.
CREATE FUNCTION search_words(folded text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(regexp_replace(folded, '[\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf\u0589\u05be\u05c0\u05c3\u05c6\u060c\u061b\u061d-\u061f\u066a-\u066d\u06d4\u0964\u0965\u0e4f\u0e5a\u0e5b\u1362-\u1368\u17d4-\u17da\u2010-\u2027\u2030-\u205e\u2e00-\u2e5d\u3001-\u3004\u3008-\u3020\u3030\u303d\u30a0\u30fb]', ' ', 'g'),
  '([\u0e00-\u0e4e\u0e50-\u0e59\u0e80-\u0eff\u1000-\u109f\u1780-\u17d3\u17db-\u17ff\u3005-\u3007\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+)', ' \1 ', 'g');

CREATE FUNCTION search_vector(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN to_tsvector('english'::regconfig, regexp_replace(search_words(folded),
    '([\u0e00-\u0e4e\u0e50-\u0e59\u0e80-\u0eff\u1000-\u109f\u1780-\u17d3\u17db-\u17ff\u3005-\u3007\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]{2})', '\1 ', 'g'))
  || strip(to_tsvector('simple'::regconfig, regexp_replace(
    regexp_replace(
      regexp_replace(search_words(folded), '[^\u0e00-\u0e4e\u0e50-\u0e59\u0e80-\u0eff\u1000-\u109f\u1780-\u17d3\u17db-\u17ff\u3005-\u3007\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+', ' ', 'g'),
      '(^|\s)(\S)', '\1\2 ', 'g'),
    '(\S{2})', '\1 ', 'g')));

ALTER TABLE "memories" DROP COLUMN "search";
ALTER TABLE "memories" ADD COLUMN "search" tsvector GENERATED ALWAYS AS (search_vector(search_fold(content))) STORED;
CREATE INDEX "memories_search_idx" ON "memories" USING GIN ("search");

-- Names as they are searched.
ALTER TABLE "users" ADD COLUMN "name_folded" TEXT GENERATED ALWAYS AS (search_fold("name")) STORED;
ALTER TABLE "organizations" ADD COLUMN "name_folded" TEXT GENERATED ALWAYS AS (search_fold("name")) STORED;
ALTER TABLE "api_keys" ADD COLUMN "name_folded" TEXT GENERATED ALWAYS AS (search_fold("name")) STORED;
ALTER TABLE "personal_access_tokens" ADD COLUMN "name_folded" TEXT GENERATED ALWAYS AS (search_fold("name")) STORED;
ALTER TABLE "prompts" ADD COLUMN "name_folded" TEXT GENERATED ALWAYS AS (search_fold("name")) STORED;
ALTER TABLE "datasets" ADD COLUMN "name_folded" TEXT GENERATED ALWAYS AS (search_fold("name")) STORED;
ALTER TABLE "oauth_apps" ADD COLUMN "name_folded" TEXT GENERATED ALWAYS AS (search_fold("name")) STORED;
