import "server-only";
import { createHash } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import type { CredentialLeak } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { holdPolicy } from "@/lib/tenancy/policy";
import { lockOrganizationRow } from "@/lib/tenancy/row-locks";
import { endLeakedApps } from "./end-leaked-apps";
import { endLeakedKeys, endLeakedTokens } from "./end-leaked-keys";
import { mailLeaks } from "./mail-leaks";
import type { NewLeak, Sighting } from "./new-leak";

/**
 * Does with an organization's credentials what its policy says for those that were found in public, and tells of it. A place
 * that is known already changes nothing again: who shows a signed report once more undoes no decision that was made since.
 */
export function actOnLeaks(organizationId: string, sightings: readonly Sighting[]): Promise<void> {
  const { changes, clock } = runtime();
  return changes.commit(async (tx) => {
    const nothing = { result: undefined, subjects: [] };
    // Held, so that two reports at once count their mails one after the other. It may be gone by now.
    if (!(await lockOrganizationRow(tx, organizationId))) return nothing;
    const policy = await holdPolicy(tx, organizationId);
    const now = new Date(clock.now());
    const leaks = await noteLeaks(tx, organizationId, sightings, policy?.onLeak ?? "quarantine", now);
    if (leaks.length === 0) return nothing;
    const acted = [
      await endLeakedTokens(tx, organizationId, leaks, now),
      await endLeakedKeys(tx, organizationId, leaks, now),
      await endLeakedApps(tx, organizationId, leaks, now),
    ];
    await mailLeaks(
      tx,
      organizationId,
      acted.flatMap(({ outcomes }) => outcomes),
    );
    return { result: undefined, subjects: [...new Set(acted.flatMap(({ subjects }) => subjects))] };
  });
}

async function noteLeaks(
  tx: PrismaSession,
  organizationId: string,
  sightings: readonly Sighting[],
  action: CredentialLeak["action"],
  createdAt: Date,
): Promise<NewLeak[]> {
  const rows = sightings.map(({ id: credentialId, url, source }) => {
    const placeHash = createHash("sha256")
      .update(`${source} ${url ?? ""}`)
      .digest("hex");
    return { id: newId("leak"), organizationId, credentialId, placeHash, url, source, action, createdAt };
  });
  const noted = await tx.credentialLeak.createManyAndReturn({ data: rows, skipDuplicates: true });
  const kinds = new Map(sightings.map(({ id, kind }) => [id, kind]));
  return noted.flatMap((leak) => {
    const kind = kinds.get(leak.credentialId);
    return kind ? [{ ...leak, kind }] : [];
  });
}
