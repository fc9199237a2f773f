import "server-only";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import type { UserPrincipal } from "@/lib/access/principal";
import { accountPrincipal, pagePrincipal } from "@/lib/http/page-principal";

/** How a page reads its one thing; null where it is not there. Title and page share what was read. */
type Read<Thing> = (principal: UserPrincipal, id: string) => Promise<Thing | null>;

/** The title of one thing's page: its name and what list it is of; for all who administer nothing that of no page. */
export async function adminThingTitle<Thing>(
  id: Promise<string>,
  read: Read<Thing>,
  nameOf: (thing: Thing) => string,
  list: string,
): Promise<Metadata> {
  if (!(await accountPrincipal())?.instanceAdmin) return { title: "Not found" };
  const named = async (principal: UserPrincipal, of: string) => {
    const thing = await read(principal, of);
    return thing && { name: nameOf(thing) };
  };
  const params = id.then((of) => ({ id: of }));
  return titleOf(params, named, list);
}

/**
 * The thing of an administration's page and who reads it; null for one who is not signed in. It is not found by all who
 * administer nothing, and where it is not there.
 */
export async function adminThing<Thing>(
  id: Promise<string>,
  read: Read<Thing>,
): Promise<{ principal: UserPrincipal; id: string; thing: Thing } | null> {
  const [principal, of] = await Promise.all([pagePrincipal(), id]);
  if (!principal) return null;
  const thing = principal.instanceAdmin ? await read(principal, of) : null;
  return thing === null ? notFound() : { principal, id: of, thing };
}
