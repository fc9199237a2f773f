import { removePasskey, renamePasskey } from "@/lib/features/accounts/factors/passkeys";
import { removePasskeyContract, renamePasskeyContract } from "@/lib/features/accounts/factors-contract";
import { route } from "@/lib/http/route";

export const PATCH = route(renamePasskeyContract, ({ principal, params, body, client }) =>
  renamePasskey(principal, params.id, body.name, client),
);
export const DELETE = route(removePasskeyContract, ({ principal, params, client }) =>
  removePasskey(principal, params.id, client),
);
