import "server-only";
import { forwardAuthContract, verifyKeyContract } from "@/lib/features/data-plane/contract";
import { forwardAuth } from "@/lib/features/data-plane/forward-auth";
import { verifyKey } from "@/lib/features/data-plane/verify-key";
import { inspectToken } from "@/lib/features/oauth/inspect-token";
import { keySet } from "@/lib/features/oauth/metadata";
import { issueToken } from "@/lib/features/oauth/token-endpoint";
import {
  introspectContract,
  jwksContract,
  revokeContract,
  tokenContract,
} from "@/lib/features/oauth-protocol/contract";
import { type DirectEndpoint, directPlain, directRoute } from "@/lib/http/before-next";

/** What our server answers before Next is entered; the route files of the same paths answer where that server is not in front. */
export const directEndpoints: readonly DirectEndpoint[] = [
  directRoute(verifyKeyContract, ({ principal, body }) => verifyKey(principal, body)),
  {
    contract: forwardAuthContract,
    answer: ({ url = "", headers }, { address, requestId }) =>
      forwardAuth({
        authorization: headers.authorization ?? null,
        search: url.slice(forwardAuthContract.path.length + 1),
        address,
        requestId,
      }),
  },
  directPlain(tokenContract, issueToken),
  directPlain(introspectContract, inspectToken),
  directPlain(revokeContract, inspectToken),
  directPlain(jwksContract, keySet),
];
