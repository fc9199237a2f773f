import { forwardAuthContract } from "@/lib/features/data-plane/contract";
import { forwardAuth } from "@/lib/features/data-plane/forward-auth";
import { route } from "@/lib/http/route";

const answer = route(forwardAuthContract, ({ request }) => forwardAuth(request));

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
