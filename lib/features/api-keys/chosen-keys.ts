import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { flatErrorsOf } from "@/lib/http/envelope";
import { holdRights } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import type { RowError } from "./bulk-contract";
import { keyNamed, noSuchKey } from "./find-key";
import type { KeyPower } from "./key-contract";
import { requirePower } from "./key-powers";
import { reachOf } from "./key-reach";

/** A thousand keys at once take seconds on a slow machine; below the minute after which proxies give an answer up. */
export const manyKeys = { timeoutMs: 45_000 };

/** Why it does not happen to a key, or the key that it happens to. */
export type Chosen = { named: string; key: ApiKeyRow } | { named: string; error: ApiError };

/** The keys that are named, held until the transaction ends, as far as the caller has the power over them now. */
export async function chooseKeys(
  tx: PrismaSession,
  principal: Principal,
  named: readonly string[],
  power: KeyPower,
): Promise<{ chosen: Chosen[]; holder: Principal }> {
  const names = named.map(keyNamed);
  const where = {
    AND: [
      {
        OR: [
          { id: { in: names.flatMap((name) => ("id" in name ? name.id : [])) } },
          { uuid: { in: names.flatMap((name) => ("uuid" in name ? name.uuid : [])) } },
        ],
      },
      reachOf(principal),
    ],
  };
  const seen = await tx.apiKey.findMany({ where, select: { id: true } });
  const holder = await holdRights(
    tx,
    principal,
    seen.map(({ id }) => id),
  );
  const held = await tx.apiKey.findMany({ where: { AND: [where, reachOf(holder)] } });
  const byName = new Map(held.flatMap((key) => [[key.id, key] as const, [key.uuid, key] as const]));
  const chosen = named.map((name): Chosen => {
    const key = byName.get(name) ?? byName.get(name.toLowerCase());
    if (!key) return { named: name, error: noSuchKey() };
    return attempt({ named: name, key }, () => requirePower(holder, key, power));
  });
  return { chosen, holder };
}

/** Whether a key passes what is asked of it; a refusal is its own. */
export function attempt(one: Chosen, ask: (key: ApiKeyRow) => void): Chosen {
  if ("error" in one) return one;
  try {
    ask(one.key);
    return one;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { named: one.named, error };
  }
}

/** The keys that it happens to, each once. */
export function keysOf(chosen: readonly Chosen[]): ApiKeyRow[] {
  const keys = chosen.flatMap((one) => ("key" in one ? [[one.key.id, one.key] as const] : []));
  return [...new Map(keys).values()];
}

/** The row of a key that it does not happen to. */
export function refused(one: Chosen): { id: string; ok: false; error: RowError } {
  return { id: one.named, ok: false, error: rowErrorOf("error" in one ? one.error : noSuchKey()) };
}

/** A refusal as its row tells it. */
export function rowErrorOf(refusal: ApiError): RowError {
  const [error] = flatErrorsOf(refusal);
  return error;
}
