import { GET as reading } from "@/app/v1/organization/domains/route";
import { claimDomainContract } from "@/lib/features/organizations/domain-contract";
import { claimDomain } from "@/lib/features/organizations/domains";
import { route } from "@/lib/http/route";

export const POST = route(
  claimDomainContract,
  ({ principal, body, client }) => claimDomain(principal, body.domain, client),
  { state: reading },
);
