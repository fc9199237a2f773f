import {
  beginAuthenticator,
  confirmAuthenticator,
  removeAuthenticator,
} from "@/lib/features/accounts/factors/authenticator";
import {
  beginAuthenticatorContract,
  confirmAuthenticatorContract,
  removeAuthenticatorContract,
} from "@/lib/features/accounts/factors-contract";
import { route } from "@/lib/http/route";

export const POST = route(beginAuthenticatorContract, ({ principal }) => beginAuthenticator(principal));
export const PUT = route(confirmAuthenticatorContract, ({ principal, body, client }) =>
  confirmAuthenticator(principal, body, client),
);
export const DELETE = route(removeAuthenticatorContract, ({ principal, client }) =>
  removeAuthenticator(principal, client),
);
