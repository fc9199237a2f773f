import "server-only";
import type { Pool } from "pg";
import type { Prisma } from "@/lib/generated/prisma/client";
import { likeLiteral, nameHolding } from "@/lib/platform/text-search";

/** A Prisma condition for keys by words of their name, or by what is shown of their secret: its beginning, its mask, or its last four. */
export async function keysFoundBy(pool: Pick<Pool, "query">, search: string): Promise<Prisma.ApiKeyWhereInput> {
  const mask = maskIn(search);
  return {
    OR: [
      await nameHolding(pool, search),
      { keyPrefix: { startsWith: likeLiteral(search) } },
      ...(mask ? [{ secretHint: mask }] : []),
    ],
  };
}

/** What a search says of a mask such as `hb_prod_abc1…9f3d`, whole or in part: LIKE patterns of its two ends; null where it says nothing. */
export function maskIn(search: string): { startsWith: string; endsWith: string } | null {
  // Terminals and mails write three dots for the one character.
  const [start = "", ...rest] = search.replace("...", "…").split("…");
  const [end] = rest;
  if (end === undefined) return /^[0-9A-Za-z]{4}$/.test(search) ? { startsWith: "", endsWith: `…${search}` } : null;
  return rest.length > 1 || start + end === "" ? null : { startsWith: likeLiteral(start), endsWith: likeLiteral(end) };
}
