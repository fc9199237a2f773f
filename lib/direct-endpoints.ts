import "server-only";
import { forwardAuthContract, verifyKeyContract } from "@/lib/features/data-plane/contract";
import { forwardAuth } from "@/lib/features/data-plane/forward-auth";
import { verifyKey } from "@/lib/features/data-plane/verify-key";
import { type DirectEndpoint, directRoute } from "@/lib/http/before-next";

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
];
