import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { getCatalogueContract, putCatalogueContract } from "@/lib/features/catalogue/contract";
import { getCatalogue } from "@/lib/features/catalogue/revisions";
import { route } from "@/lib/http/route";

export const GET = route(getCatalogueContract, ({ principal }) => getCatalogue(principal));
export const PUT = route(
  putCatalogueContract,
  async ({ principal, body }) => ({ data: await applyCatalogue(principal, body) }),
  { state: GET },
);
