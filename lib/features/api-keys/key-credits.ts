import "server-only";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { NewCredits } from "@/lib/http/credits";
import type { PrismaSession } from "@/lib/platform/database";
import { type ChangedCredits, creditsTold, firstCredits, storeCredits } from "@/lib/tenancy/credits";
import { type Actor, recordKeyEvents } from "@/lib/tenancy/key-events";

type Line = Pick<ApiKeyRow, "lineId" | "organizationId">;

/** Gives new keys the credits that were asked for. */
export async function giveCredits(
  tx: PrismaSession,
  made: readonly { key: Line; credits: NewCredits | undefined }[],
  nowMs: number,
): Promise<void> {
  for (const { key, credits } of made) {
    if (credits) await storeCredits(tx, key.organizationId, [firstCredits(key.lineId, credits, nowMs)]);
  }
}

/** Whose credits those of a key are. */
export function ownerOf({ lineId: holder, organizationId }: Line) {
  return { holder, organizationId };
}

/** What is announced of a change of credits: all keys of the line take from them, and what these made. */
export async function lineSubjects(tx: PrismaSession, keys: readonly Line[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const lineId = { in: keys.map((key) => key.lineId) };
  const rows = await tx.apiKey.findMany({ where: { lineId }, select: { id: true } });
  return rows.map(({ id }) => `key:${id}`);
}

/** Tells what keys' credits were and are. */
export async function tellCredits(
  tx: PrismaSession,
  actor: Actor,
  about: readonly { row: ApiKeyRow; changed: ChangedCredits }[],
): Promise<void> {
  if (about.length === 0) return;
  const byId = new Map(about.map(({ row, changed }) => [row.id, changed]));
  const rows = about.map(({ row }) => row);
  await recordKeyEvents(tx, actor, "key.credits_changed", rows, ({ id }) => {
    return creditsTold(byId.get(id) ?? { before: null, after: null });
  });
}
