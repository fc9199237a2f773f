import { issueSessionJwt } from "@/lib/features/accounts/session";
import { exchangeTokenContract } from "@/lib/features/issuers/contract";
import { exchangeToken } from "@/lib/features/issuers/exchange-token";
import { route } from "@/lib/http/route";

export const GET = route(exchangeTokenContract, ({ principal, client }) =>
  exchangeToken(principal, (tx, user) => issueSessionJwt(tx, user, client)),
);
