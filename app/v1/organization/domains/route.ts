import { listDomainsContract } from "@/lib/features/organizations/domain-contract";
import { listDomains } from "@/lib/features/organizations/domains";
import { route } from "@/lib/http/route";

export const GET = route(listDomainsContract, ({ principal }) => listDomains(principal));
