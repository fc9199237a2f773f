import "server-only";
import type { Metadata } from "next";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import type { UserPrincipal } from "@/lib/access/principal";
import { orNull } from "@/lib/http/or-null";
import { accountPrincipal } from "@/lib/http/page-principal";

/** The title of a page of the administration: for all who do not administer the deployment that of a page that is not there. */
export function adminTitle(title: string): () => Promise<Metadata> {
  return async () => ({ title: (await accountPrincipal())?.instanceAdmin ? title : "Not found" });
}

/** The same for the page of one thing: its name and what list it is of. `read` throws for one that is not there. */
export async function adminThingTitle(
  id: Promise<string>,
  read: (principal: UserPrincipal, id: string) => Promise<{ name: string }>,
  list: string,
): Promise<Metadata> {
  if (!(await accountPrincipal())?.instanceAdmin) return { title: "Not found" };
  const params = id.then((of) => ({ id: of }));
  return titleOf(params, (principal, of) => orNull(read(principal, of)), list);
}
