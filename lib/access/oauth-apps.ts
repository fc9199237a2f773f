import "server-only";
import type { OAuthApp } from "@/lib/generated/prisma/client";
import type { Clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/database";
import { holdsNull } from "@/lib/platform/null-character";
import { inPool, type Lineage, readMakers, withinCaps } from "./key-lineage";
import { createSubjectCache } from "./subject-cache";
import { isUnattended } from "./unattended";

/**
 * A live secret of an app; `lastUsedMs` is when a use was last noted in milliseconds since the epoch.
 */
export type KnownSecret = Span & { id: string; secretHash: string; lastUsedMs: number };

/** When something begins and ends to count with what made it, in milliseconds since the epoch; null: it does, and never. */
type Span = { startsAtMs: number | null; endsAtMs: number | null };

/** An OAuth app as clients are checked against it, with the scopes that what made it leaves it. */
export type KnownApp = OAuthApp & Span & { secrets: KnownSecret[] };

/** OAuth apps by their client id: a known one is answered from memory, and a change of it (`app:…`) reaches every process. */
export type OAuthApps = {
  /** Null when there is none, or none any more; secrets that have ended are left out. Rejects as the database does. */
  find(clientId: string): Promise<KnownApp | null>;
  /** Drops what belongs to a subject such as `app:…`, `org:…`. */
  forget(subject: string): void;
  forgetAll(): void;
};

const maxApps = 10_000;

type Kept = { app: KnownApp; subjects: string[] };

type Options = { database: Database; clock: Clock; isCurrent: (readMs?: number) => boolean };

export function createOAuthApps({ database, clock, isCurrent }: Options): OAuthApps {
  const cache = createSubjectCache<Kept | null>({
    maxEntries: maxApps,
    // One that does not exist may be made at any time.
    subjectsOf: (kept) => kept?.subjects ?? null,
    isCurrent,
  });
  async function read(clientId: string): Promise<Kept | null> {
    const app = await database.prisma.oAuthApp.findUnique({
      where: { id: clientId, revokedAt: null },
      include: { secrets: { where: { revokedAt: null } } },
    });
    if (!app) return null;
    const nowMs = clock.now();
    const makers = await readMakers(inPool(database.pool), app.organizationId, [app, ...app.secrets], nowMs);
    const lineage = makers.get(app.id);
    const secrets = app.secrets.map(({ id, secretHash, lastUsedAt }) => ({
      id,
      secretHash,
      lastUsedMs: lastUsedAt?.getTime() ?? Number.NEGATIVE_INFINITY,
      ...spanOf(makers.get(id)),
    }));
    const [scopes, consentScopes] = [withinCaps(lineage, app.scopes), withinCaps(lineage, app.consentScopes)];
    const span = spanOf(lineage);
    const isOver = await isUnattended(inPool(database.pool), app.organizationId);
    const endsAtMs = isOver ? Number.NEGATIVE_INFINITY : span.endsAtMs;
    const known = { ...app, scopes, consentScopes, ...span, endsAtMs, secrets };
    const subjects = [...makers.values()].flatMap((maker) => maker.subjects);
    return { app: known, subjects: [`app:${app.id}`, `org:${app.organizationId}`, ...subjects] };
  }
  return {
    async find(clientId) {
      // PostgreSQL's text cannot hold it.
      if (holdsNull(clientId)) return null;
      const kept = cache.find(clientId) ?? (await cache.load(clientId, () => read(clientId)));
      return kept && asOf(kept.app, clock.now());
    },
    forget: cache.forget,
    forgetAll: cache.forgetAll,
  };
}

/** When something counts with what made it; its end is long ago where that has ended or is switched off. */
function spanOf(lineage: Lineage | undefined): Span {
  const isOver = lineage?.ended || lineage?.disabled;
  return {
    startsAtMs: lineage?.notBefore?.getTime() ?? null,
    endsAtMs: isOver ? Number.NEGATIVE_INFINITY : (lineage?.expiresAtMs ?? null),
  };
}

function asOf(app: KnownApp, nowMs: number): KnownApp | null {
  const lives = ({ startsAtMs, endsAtMs }: Span) =>
    (startsAtMs === null || startsAtMs <= nowMs) && (endsAtMs === null || endsAtMs > nowMs);
  if (!lives(app)) return null;
  return app.secrets.every(lives) ? app : { ...app, secrets: app.secrets.filter(lives) };
}
