import { forwardAuthContract } from "@/lib/features/data-plane/contract";
import { forwardAuth } from "@/lib/features/data-plane/forward-auth";
import { responseOf } from "@/lib/http/envelope";
import { guard } from "@/lib/http/route";

const handle = guard(forwardAuthContract, async ({ url, headers }, { address, requestId }) =>
  responseOf(
    await forwardAuth({
      authorization: headers.get("authorization"),
      search: new URL(url).search.slice(1),
      address,
      requestId,
    }),
  ),
);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
