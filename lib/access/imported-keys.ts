import "server-only";
import type pg from "pg";
import { createSubjectCache } from "./subject-cache";

/** What `access-changes` says when keys were imported. */
export const importedKeysSubject = "imported-keys";

/** Whether there are imported keys at all. While there are none, what is not shaped like a key of ours is refused unread. */
export type ImportedKeys = {
  any(): boolean | Promise<boolean>;
  forget(subject: string): void;
  forgetAll(): void;
};

type Options = { pool: pg.Pool; isCurrent: (readMs?: number) => boolean };

export function createImportedKeys({ pool, isCurrent }: Options): ImportedKeys {
  const cache = createSubjectCache<boolean>({ maxEntries: 1, subjectsOf: () => [importedKeysSubject], isCurrent });
  async function read(): Promise<boolean> {
    const { rows } = await pool.query<{ any: boolean }>(
      "SELECT EXISTS (SELECT FROM api_keys WHERE imported_at IS NOT NULL) AS any",
    );
    return rows[0]?.any === true;
  }
  return {
    any: () => cache.find("any") ?? cache.load("any", read),
    forget: cache.forget,
    forgetAll: cache.forgetAll,
  };
}
