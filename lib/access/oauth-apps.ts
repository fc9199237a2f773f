import "server-only";
import type { OAuthApp } from "@/lib/generated/prisma/client";
import type { Database } from "@/lib/platform/database";
import { holdsNull } from "@/lib/platform/null-character";
import { createSubjectCache } from "./subject-cache";

/** A live secret of an app; `lastUsedMs` is when a use was last noted, in milliseconds since the epoch. */
export type KnownSecret = { id: string; secretHash: string; lastUsedMs: number };

/** An OAuth app as clients are checked against it. */
export type KnownApp = OAuthApp & { secrets: KnownSecret[] };

/** OAuth apps by their client id: a known one is answered from memory, and a change of it (`app:…`) reaches every process. */
export type OAuthApps = {
  /** Null when there is none; rejects as the database does. */
  find(clientId: string): Promise<KnownApp | null>;
  /** Drops what belongs to a subject such as `app:…`, `org:…`. */
  forget(subject: string): void;
  forgetAll(): void;
};

const maxApps = 10_000;

export function createOAuthApps({ prisma }: Database, isCurrent: () => boolean): OAuthApps {
  const cache = createSubjectCache<KnownApp | null>({
    maxEntries: maxApps,
    // One that does not exist may be made at any time.
    subjectsOf: (app) => app && [`app:${app.id}`, `org:${app.organizationId}`],
    isCurrent,
  });
  async function read(clientId: string): Promise<KnownApp | null> {
    const app = await prisma.oAuthApp.findUnique({
      where: { id: clientId },
      include: { secrets: { where: { revokedAt: null } } },
    });
    if (!app) return null;
    const secrets = app.secrets.map(({ id, secretHash, lastUsedAt }) => ({
      id,
      secretHash,
      lastUsedMs: lastUsedAt?.getTime() ?? Number.NEGATIVE_INFINITY,
    }));
    return { ...app, secrets };
  }
  return {
    async find(clientId) {
      // PostgreSQL's text cannot hold it.
      if (holdsNull(clientId)) return null;
      return cache.find(clientId) ?? cache.load(clientId, () => read(clientId));
    },
    forget: cache.forget,
    forgetAll: cache.forgetAll,
  };
}
