import { queryOptions } from "@tanstack/react-query";
import { dashboardDomainContracts as contracts } from "@/lib/features/organizations/domain-contract";
import { call } from "@/lib/http/call";

/** The domains that the organization claims. */
export const domainsQuery = queryOptions({
  queryKey: ["organization", "domains"],
  queryFn: ({ signal }) => call(contracts.list, {}, { signal }),
});
