import { planCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { planCatalogueContract } from "@/lib/features/catalogue/contract";
import { route } from "@/lib/http/route";

export const POST = route(planCatalogueContract, async ({ principal, body }) => ({
  data: await planCatalogue(principal, body.document),
}));
