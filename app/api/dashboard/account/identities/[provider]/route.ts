import { connectIdentityContract, disconnectIdentityContract } from "@/lib/features/accounts/contract";
import { disconnectIdentity } from "@/lib/features/accounts/identities";
import { connectFromSettings } from "@/lib/features/accounts/start-sign-in";
import { guard, route } from "@/lib/http/route";

export const POST = guard(connectIdentityContract, connectFromSettings);
export const DELETE = route(disconnectIdentityContract, ({ principal, params, client }) =>
  disconnectIdentity(principal, params.provider, client),
);
