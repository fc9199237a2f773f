import { admitSignIn } from "@/lib/features/accounts/sign-in/admit-sign-in";
import { bearerSignIn } from "@/lib/features/accounts/sign-in/require-started";
import { exchangeTokenContract } from "@/lib/features/issuers/contract";
import { exchangeToken } from "@/lib/features/issuers/exchange-token";
import { route } from "@/lib/http/route";

export const GET = route(exchangeTokenContract, ({ principal, client }) =>
  exchangeToken(
    principal,
    (tx, userId) => admitSignIn(tx, userId, { method: "trusted_issuer", kind: "api", client }),
    (admission) => bearerSignIn(admission).token,
  ),
);
