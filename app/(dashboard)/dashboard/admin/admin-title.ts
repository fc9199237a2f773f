import "server-only";
import type { Metadata } from "next";
import { accountPrincipal } from "@/lib/http/page-principal";

/** The title of a page of the administration: for all who do not administer the deployment that of a page that is not there. */
export function adminTitle(title: string): () => Promise<Metadata> {
  return async () => ({ title: (await accountPrincipal())?.instanceAdmin ? title : "Not found" });
}
