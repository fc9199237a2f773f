import "server-only";
import type { CredentialLeak } from "@/lib/generated/prisma/client";
import type { Leaked } from "./find-leaked";

/** A credential and where it was found. */
export type Sighting = Leaked & { url: string | null; source: string };

/** A place that was not known before, with what it tells of. */
export type NewLeak = CredentialLeak & Pick<Leaked, "kind">;

/** What became of a credential, as its mail tells it. */
export type Outcome = {
  leak: NewLeak;
  name: string;
  hint: string;
  /** `ended`: it did not work any more before the report. */
  done: "revoked" | "disabled" | "nothing" | "ended";
  /** The user whose it is. */
  ownerId: string | null;
  /** Its page. */
  path: string;
};

/** What was done, and whom every process forgets for it. */
export type Acted = { outcomes: Outcome[]; subjects: string[] };

/** What an event tells of a leak. */
export function leakData({ id, url, source, action }: CredentialLeak) {
  return { leak_id: id, url, source, action };
}

/** Leaks of one kind by their credentials. */
export function leaksByCredential(leaks: readonly NewLeak[], kind: NewLeak["kind"]): Map<string, NewLeak[]> {
  const grouped = new Map<string, NewLeak[]>();
  for (const leak of leaks.filter((one) => one.kind === kind)) {
    grouped.set(leak.credentialId, [...(grouped.get(leak.credentialId) ?? []), leak]);
  }
  return grouped;
}
