import type { Environment } from "@/lib/access/catalogue";
import type { AlertKind } from "@/lib/generated/prisma/enums";

const dayMs = 86_400_000;

/** Something unusual about a credential; `details` are shown to its organization. */
export type Finding = {
  kind: AlertKind;
  organizationId: string;
  environment: Environment;
  credentialId: string;
  /** Milliseconds since the epoch. */
  atMs: number;
  details: Readonly<Record<string, string | number | null>>;
};

/** An alert of a credential, a kind and a UTC day is raised once, whichever process saw it first. */
export function findingKey({ credentialId, kind, atMs }: Finding): string {
  return `${credentialId} ${kind} ${alertDay(atMs)}`;
}

/** The UTC day that an alert belongs to, in days since the epoch. */
export function alertDay(atMs: number): number {
  return Math.floor(atMs / dayMs);
}
