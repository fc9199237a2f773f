import { createAccessChanges } from "@/lib/access/access-changes";
import { createCredentialDirectory } from "@/lib/access/credential-directory";
import type { OpenRuntime } from "@/lib/open-runtime";
import { openDatabase } from "@/lib/platform/database";
import { patientLimits } from "./test-runtime";

/** What a second process holds of credentials beside the first one's runtime, with its own road to the database. */
export async function openOtherDirectory({ clock, jwts, peppers, hashRenewals }: OpenRuntime, databaseUrl: string) {
  const database = openDatabase(databaseUrl, { features: 2 }, patientLimits);
  const changes = createAccessChanges({
    database,
    connectionString: databaseUrl,
    log: () => undefined,
    forget: (subject) => directory.forget(subject),
    forgetAll: () => directory.forgetAll(),
  });
  const directory = createCredentialDirectory({
    pool: database.gate,
    clock,
    jwts,
    verifiers: [],
    peppers,
    hashRenewals,
    slowKeys: null,
    sessionIdleMs: null,
    catalogueUnsure: () => null,
    isCurrent: changes.isCurrent,
  });
  await changes.start();
  return {
    directory,
    announcements: database.announcements,
    isCurrent: changes.isCurrent,
    async close() {
      await changes.close();
      await database.close();
    },
  };
}
