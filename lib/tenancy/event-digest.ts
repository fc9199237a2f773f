import "server-only";
import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import type { AuditMarks } from "@/lib/access/audit-marks";
import type { Environment } from "@/lib/access/catalogue";
import type { EventProvenance } from "@/lib/generated/prisma/enums";
import { canonicalJson } from "@/lib/platform/canonical-json";

// What a link of the chain of events is made of. A change here changes every hash: it takes another `version`.

const version = 1;

/** The members of `data` that are about a person, and are erased together when that person's account goes. */
const erasableParts = { place: ["address", "user_agent"], email: ["email"] } as const;
export type ErasablePart = keyof typeof erasableParts;
export const partNames = Object.keys(erasableParts) as ErasablePart[];

/**
 * What the hash holds of an erasable part: a digest under a salt, which goes with the part, so that nobody can try all
 * addresses. `erased` is the mark of the erasure.
 */
type PartDigest = { digest: string; salt?: string; erased?: string };
export type Erasable = { [Part in ErasablePart]?: PartDigest };

/** An event as it is stored, but for what sealing adds. */
export type EventContent = {
  id: string;
  organizationId: string;
  environment: Environment;
  type: string;
  actorId: string | null;
  credentialId: string | null;
  subjectId: string | null;
  data: Readonly<Record<string, unknown>>;
  createdAt: Date;
  countingUntil: Date | null;
  erasable: Erasable | null;
};

const saltBytes = 16;
const digestOf = (text: string) => hash("sha256", text, "base64url");

/** The digests of what can be erased of an event's data; null where there is nothing. */
export function erasableOf(data: EventContent["data"]): Erasable | null {
  const parts = partNames.filter((part) => erasableParts[part].some((name) => typeof data[name] === "string"));
  if (parts.length === 0) return null;
  return Object.fromEntries(
    parts.map((part) => {
      const salt = randomBytes(saltBytes).toString("base64url");
      return [part, { digest: partDigest(data, part, salt), salt }];
    }),
  );
}

function partDigest(data: EventContent["data"], part: ErasablePart, salt: string): string {
  return digestOf(`${salt}${canonicalJson(erasableParts[part].map((name) => data[name] ?? null))}`);
}

/** A digest (SHA-256) of every stored field of an event; of what can be erased it holds the digests that are stored. */
export function contentDigest(event: EventContent): string {
  const { id, organizationId, environment, type, actorId, credentialId, subjectId, createdAt, countingUntil } = event;
  const digests = partNames.map((part) => event.erasable?.[part]?.digest ?? null);
  const times = [createdAt.toISOString(), countingUntil?.toISOString() ?? null];
  return digestOf(
    canonicalJson([
      version,
      ...[id, organizationId, environment, type, actorId, credentialId, subjectId],
      ...times,
      withoutParts(event),
      ...digests,
    ]),
  );
}

/** Whether what can be erased is as it was when its digest was made, or was erased by the product. */
export function arePartsWhole({ id, data, erasable }: EventContent, marks: AuditMarks): boolean {
  return partNames.every((part) => {
    const kept = erasable?.[part];
    if (!kept) return true;
    if (kept.salt !== undefined) return isSame(kept.digest, partDigest(data, part, kept.salt));
    const isGone = erasableParts[part].every((name) => !(name in data));
    return isGone && marks.check(erasureText(id, part, kept.digest), kept.erased ?? null) === "right";
  });
}

/** An event without one of its erasable parts; null where it has none to erase. */
export function withoutPart(event: EventContent, part: ErasablePart, marks: AuditMarks) {
  const kept = event.erasable?.[part];
  if (kept?.salt === undefined) return null;
  const { digest } = kept;
  const erased = marks.mark(erasureText(event.id, part, digest));
  const names: readonly string[] = erasableParts[part];
  const data = Object.fromEntries(Object.entries(event.data).filter(([name]) => !names.includes(name)));
  return { ...event, data, erasable: { ...event.erasable, [part]: { digest, erased } } };
}

/** The hash of a link (SHA-256) over its event, its place and the hash of the link before. */
export function linkHash(previous: string, sequence: number, provenance: EventProvenance, content: string): string {
  return digestOf(canonicalJson([version, previous, sequence, provenance, content]));
}

/** What the writer of an event marks. */
export const writtenText = (content: string) => `event ${content}`;
/** What the sealer marks of a link, and of both ends of a chain. */
export const linkText = (organizationId: string, sequence: number, link: string) =>
  `link ${organizationId} ${sequence} ${link}`;
export const headText = (organizationId: string, sequence: number, link: string) =>
  `head ${organizationId} ${sequence} ${link}`;
export const startText = (organizationId: string, sequence: number, link: string) =>
  `start ${organizationId} ${sequence} ${link}`;
const erasureText = (eventId: string, part: ErasablePart, digest: string) => `erased ${eventId} ${part} ${digest}`;

function withoutParts({ data, erasable }: EventContent) {
  const names = new Set<string>(partNames.flatMap((part) => (erasable?.[part] ? erasableParts[part] : [])));
  return Object.fromEntries(Object.entries(data).filter(([name]) => !names.has(name)));
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
