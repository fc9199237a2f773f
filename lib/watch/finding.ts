import type { Environment } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import type { AlertKind, WatchedCredential } from "@/lib/generated/prisma/enums";
import { watchedId, watchedType, watchKey } from "./watched";

const dayMs = 86_400_000;

/** Something unusual about a credential; `details` are shown to its organization. */
export type Finding = {
  kind: AlertKind;
  organizationId: string;
  environment: Environment;
  credentialType: WatchedCredential;
  /** The key, token or app, or the user of sessions; `session` is all sessions of the organization. */
  credentialId: string;
  /** What is compared with itself; it may be finer than the credential that is named. */
  watchKey: string;
  /** For whom a credential acts, where that is somebody. */
  userId: string | null;
  /** Milliseconds since the epoch. */
  atMs: number;
  details: Readonly<Record<string, string | number | null>>;
};

/** What was found about the credential of a principal. */
export function findingAbout(
  principal: Principal,
  { kind, atMs, details }: Pick<Finding, "kind" | "atMs" | "details">,
): Finding {
  const { organizationId, environment, userId } = principal;
  return {
    kind,
    organizationId,
    environment,
    credentialType: watchedType(principal),
    credentialId: watchedId(principal),
    watchKey: watchKey(principal),
    userId,
    atMs,
    details,
  };
}

/** An alert of a credential, a kind and a UTC day is raised once, by the process that saw it first. */
export function findingKey({ watchKey: key, kind, atMs }: Finding): string {
  return `${key} ${kind} ${alertDay(atMs)}`;
}

/** The UTC day that an alert belongs to, in days since the epoch. */
export function alertDay(atMs: number): number {
  return Math.floor(atMs / dayMs);
}
