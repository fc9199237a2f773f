import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { AdminOAuthAppQuery } from "@/lib/features/oauth/any-app-contract";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";

/** The organization's apps. */
export const appList = listOf("oauth-apps", dashboardAppContracts.list, { query: { limit: 25 } });

/** Who lets an app act for them; another number of users is another list. */
export function appUserList({ client_id, users }: OAuthAppView) {
  const input = { params: { client_id }, query: { limit: 10 } };
  return listOf("oauth-apps", dashboardAppContracts.listUsers, input, { client_id, users });
}

/** The tokens with which apps register themselves. */
export const registrationTokenList = listOf("oauth-registration-tokens", dashboardAppContracts.listRegistrationTokens, {
  query: {},
});

/** The apps that may act for the user. */
export const authorizedAppList = listOf("authorized-apps", dashboardAppContracts.listAuthorized, {});

const { search, verified } = AdminOAuthAppQuery.shape;

/** What the deployment's apps are narrowed by in the page's address. */
export const anyAppFilters = { search, verified };

/** Apps of every organization that match. */
export function anyAppList(filters: AddressOf<typeof anyAppFilters>) {
  return listOf("any-oauth-apps", dashboardAppContracts.listAny, { query: { ...filters, limit: 25 } });
}
