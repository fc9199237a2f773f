import { verifyDomainContract } from "@/lib/features/organizations/domain-contract";
import { verifyDomain } from "@/lib/features/organizations/domains";
import { route } from "@/lib/http/route";

export const POST = route(verifyDomainContract, ({ principal, params, client }) =>
  verifyDomain(principal, params.id, client),
);
