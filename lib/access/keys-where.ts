/**
 * Keys of every organization, as a part of FROM, by what they are looked up by. PostgreSQL cannot know how few rows a
 * walk meets. With the rest in one condition it would read all keys of an organization, or of all of them, at each
 * step. OFFSET keeps the two apart.
 */
export const keysWhere = (place: string) => `LATERAL (SELECT * FROM api_keys WHERE ${place} OFFSET 0)`;
