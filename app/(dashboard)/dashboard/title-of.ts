import "server-only";
import type { Metadata } from "next";
import type { UserPrincipal } from "@/lib/access/principal";
import { accountPrincipal } from "@/lib/http/page-principal";

/**
 * The title of a thing's page: its name and what list it is of. What is not there, or not the reader's, is called by its
 * list alone, so a title tells nothing that the page would not.
 */
export async function titleOf(
  params: Promise<{ id: string }>,
  read: (principal: UserPrincipal, id: string) => Promise<{ name: string } | null>,
  list: string,
): Promise<Metadata> {
  const [principal, { id }] = await Promise.all([accountPrincipal(), params]);
  const thing = principal && (await read(principal, id));
  return { title: thing ? `${thing.name} · ${list}` : list };
}
