import "server-only";
import type { Environment } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import type { Place } from "@/lib/platform/whose-work";
import { recordCounted } from "@/lib/tenancy/counted-events";

/** A change that somebody asked for who may not make it. */
export type RefusedChange = {
  organizationId: string;
  environment: Environment;
  actorId: string | null;
  credentialId: string | null;
  /** What it would have changed, where the path names it. */
  subjectId: string | null;
  endpoint: string;
  /** Why not, as the caller was told. */
  reason: string;
  place: Place;
};

/** What a process noted of refused changes, to write it down outside the requests. */
export type RefusedChanges = {
  note(refused: RefusedChange): void;
  /** Writes down what was noted since; what cannot be written is noted again. */
  flush(): Promise<void>;
};

type Noted = { refused: RefusedChange; attempts: number };

/** A flood of refusals must not become one of memory or of transactions; what is beyond it is not told. */
const mostNoted = 1_000;
const perFlush = 50;

/** The same attempts are one line with a count; the log takes at most five lines in ten minutes of an organization. */
export function createRefusedChanges(): RefusedChanges {
  const noted = new Map<string, Noted>();

  function add({ refused, attempts }: Noted): void {
    const key = keyOf(refused);
    const known = noted.get(key);
    if (known) known.attempts += attempts;
    else if (noted.size < mostNoted) noted.set(key, { refused, attempts });
  }

  return {
    note: (refused) => add({ refused, attempts: 1 }),
    async flush() {
      for (const [key, one] of [...noted].slice(0, perFlush)) {
        noted.delete(key);
        try {
          await record(one);
        } catch (error) {
          add(one);
          throw error;
        }
      }
    },
  };
}

function keyOf({ place, ...refused }: RefusedChange): string {
  return JSON.stringify([...Object.values(refused), place.address, place.userAgent]);
}

async function record({ refused, attempts }: Noted): Promise<void> {
  const { endpoint, reason, place, ...who } = refused;
  await runtime().database.prisma.$transaction(async (tx) => {
    // Held, so that the organization cannot go meanwhile; one that is gone has no log.
    const there = await tx.$queryRaw<object[]>`
      SELECT FROM organizations WHERE id = ${who.organizationId} FOR KEY SHARE`;
    if (there.length === 0) return;
    const data = { outcome: "refused", endpoint, reason, address: place.address, user_agent: place.userAgent };
    await recordCounted(
      tx,
      { ...who, type: "access.refused", data },
      (told, { actorId, credentialId, subjectId }) =>
        told.endpoint === endpoint &&
        told.reason === reason &&
        told.address === place.address &&
        told.user_agent === place.userAgent &&
        keyOfCaller({ actorId, credentialId, subjectId }) === keyOfCaller(who),
      attempts,
    );
  });
}

function keyOfCaller({
  actorId,
  credentialId,
  subjectId,
}: Pick<RefusedChange, "actorId" | "credentialId" | "subjectId">) {
  return JSON.stringify([actorId, credentialId, subjectId]);
}
