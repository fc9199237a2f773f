import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { issueSessionJwt } from "@/lib/features/accounts/session";
import { exchangeTokenContract } from "@/lib/features/issuers/contract";
import { exchangeToken } from "@/lib/features/issuers/exchange-token";
import { route } from "@/lib/http/route";

export const GET = route(exchangeTokenContract, ({ principal, client }) =>
  exchangeToken(principal, async (tx, user) => {
    await recordAccountEvent(tx, "user.signed_in", user.id, client, { method: "trusted_issuer" });
    return issueSessionJwt(tx, user, client);
  }),
);
