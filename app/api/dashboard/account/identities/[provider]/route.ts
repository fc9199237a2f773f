import { disconnectIdentity } from "@/lib/features/accounts/identities";
import { connectIdentityContract, disconnectIdentityContract } from "@/lib/features/accounts/provider-contract";
import { connectFromSettings } from "@/lib/features/accounts/start-sign-in";
import { route } from "@/lib/http/route";

export const POST = route(connectIdentityContract, ({ principal, params, client }) =>
  connectFromSettings(principal, params.provider, client),
);
export const DELETE = route(disconnectIdentityContract, ({ principal, params, client }) =>
  disconnectIdentity(principal, params.provider, client),
);
