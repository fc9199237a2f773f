import { changeDomainContract, removeDomainContract } from "@/lib/features/organizations/domain-contract";
import { removeDomain, requireProvider } from "@/lib/features/organizations/domains";
import { route } from "@/lib/http/route";

export const PATCH = route(changeDomainContract, ({ principal, params, body, client }) =>
  requireProvider(principal, params.id, body.required_provider, client),
);
export const DELETE = route(removeDomainContract, ({ principal, params, client }) =>
  removeDomain(principal, params.id, client),
);
