import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { SessionKind } from "@/lib/generated/prisma/enums";
import { type KnownSecret, knownSecrets, ownOf, worksOfOthers } from "@/lib/platform/known-secrets";
import { readMarks } from "@/lib/platform/process-claim";
import { shortFingerprint } from "@/lib/platform/secret-fingerprint";
import { type Fingerprints, fingerprintsOf, type SecretName, secretNames } from "@/lib/platform/secrets-mark";
import { countHashes } from "./hashed";
import { reseal, type SealedCount } from "./reseal";

/** What needs a former secret, in the operator's words. */
export type Need = { kind: string; count: number; until?: string };

/** A secret that another one has replaced. */
export type FormerStatus = {
  fingerprint: string;
  /** Whether this configuration still accepts it. */
  accepted: boolean;
  /** Whether a running process still signs, seals or hashes with it. */
  working: boolean;
  needed_by: Need[];
};

/** A secret that is accepted and has not worked yet: the first step of replacing one beside several processes. */
export type NextStatus = {
  fingerprint: string;
  /** Whether every running process accepts it, so that it may come first. */
  accepted_by_all: boolean;
};

export type SecretStatus = {
  name: SecretName;
  current: string;
  /** Whether it is the deployment's own; another one is until the servers have started with this. */
  own: boolean;
  next: NextStatus[];
  former: FormerStatus[];
  /** Sealed values that no accepted key opens. */
  unreadable: Need[];
};

/** How each secret stands: which one works, which former ones are known or accepted, and what still needs each of them. */
export async function secretsStatus(): Promise<SecretStatus[]> {
  const { settings, database } = runtime();
  const fingerprints = await fingerprintsOf(settings);
  const known = await knownSecrets(database.pool);
  const working = await worksOfOthers(database.pool, null);
  const marks = await readMarks(database.pool);
  const sealed = await reseal("count");
  const hashes = await countHashes(database.pool);
  const needsOf = async (name: SecretName, fingerprint: string, replaced: KnownSecret | undefined): Promise<Need[]> => {
    if (name === "JWT_SECRET") return sessionsOf("api", replaced);
    if (name === "NEXTAUTH_SECRET") return sessionsOf("dashboard", replaced);
    if (name === "ENCRYPTION_KEY") return [...needsIn(sealed, "former"), ...inFlight(replaced)];
    const mark = replaced?.unmarked ? null : shortFingerprint(fingerprint);
    return hashes.filter((one) => one.mark === mark).map(({ kind, count }) => ({ kind, count }));
  };
  const statusOf = async (name: SecretName): Promise<SecretStatus> => {
    const { current, accepted } = fingerprints[name];
    const own = ownOf(known, name)?.fingerprint === current;
    const next: NextStatus[] = [];
    const former: FormerStatus[] = [];
    const others = othersOf(name, fingerprints, known);
    const knownAs = (fingerprint: string) => known.find((one) => one.name === name && one.fingerprint === fingerprint);
    const hasKnownFormer = others.some((fingerprint) => accepted.includes(fingerprint) && knownAs(fingerprint));
    for (const fingerprint of others) {
      const replaced = knownAs(fingerprint);
      const isWorking = working.some((works) => works[name] === fingerprint);
      const hasWorked = replaced !== undefined || isWorking;
      // What is sealed is counted of all former keys together, and is that of the one that is known to have worked.
      const isOfAnother = name === "ENCRYPTION_KEY" && !hasWorked && hasKnownFormer;
      const needed_by = isOfAnother ? [] : await needsOf(name, fingerprint, replaced);
      const short = shortFingerprint(fingerprint);
      if (own && !hasWorked && needed_by.length === 0) {
        const accepts = `${name}:${fingerprint}`;
        next.push({ fingerprint: short, accepted_by_all: marks.every((mark) => mark.accepts.includes(accepts)) });
      } else
        former.push({ fingerprint: short, accepted: accepted.includes(fingerprint), working: isWorking, needed_by });
    }
    return {
      name,
      current: shortFingerprint(current),
      own,
      next,
      former,
      unreadable: name === "ENCRYPTION_KEY" ? needsIn(sealed, "unreadable") : [],
    };
  };
  return Promise.all(secretNames.map(statusOf));
}

/** Those that are accepted or have worked, but the current one. */
function othersOf(name: SecretName, fingerprints: Fingerprints, known: readonly KnownSecret[]): string[] {
  const { current, accepted } = fingerprints[name];
  const worked = known.filter((one) => one.name === name && one.forgottenAt === null).map((one) => one.fingerprint);
  return [...new Set([...accepted, ...worked])].filter((fingerprint) => fingerprint !== current);
}

/** Sessions that began while the secret worked: their tokens and cookies are under it for as long as they live. */
async function sessionsOf(kind: SessionKind, replaced: KnownSecret | undefined): Promise<Need[]> {
  if (!replaced) return [];
  const { clock, database } = runtime();
  const where = { kind, createdAt: { lte: replaced.usedUntil }, expiresAt: { gt: new Date(clock.now()) } };
  const { _count: count, _max } = await database.prisma.session.aggregate({
    where,
    _count: true,
    _max: { expiresAt: true },
  });
  if (count === 0) return [];
  const until = _max.expiresAt?.toISOString();
  return [{ kind: kind === "api" ? "session tokens" : "dashboard sessions", count, ...(until ? { until } : {}) }];
}

const inFlightMs = 15 * 60_000;

/** What browsers hold while a sign-in is under way is in no table. */
function inFlight(replaced: KnownSecret | undefined): Need[] {
  const untilMs = (replaced?.usedUntil.getTime() ?? 0) + inFlightMs;
  if (untilMs <= runtime().clock.now()) return [];
  return [{ kind: "sign-ins under way", count: 1, until: new Date(untilMs).toISOString() }];
}

function needsIn(sealed: readonly SealedCount[], which: "former" | "unreadable"): Need[] {
  return sealed.filter((one) => one[which] > 0).map((one) => ({ kind: one.kind, count: one[which] }));
}
