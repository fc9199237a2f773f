import NextAuth from "next-auth";
import { nextAuthContracts } from "@/lib/features/accounts/contract";
import { nextAuthOptions } from "@/lib/features/accounts/next-auth";
import { ApiError } from "@/lib/http/api-error";
import { createContractIndex } from "@/lib/http/contract-index";
import type { Admission } from "@/lib/http/gate";
import { answerNotFound } from "@/lib/http/not-found";
import { clientOf, guard } from "@/lib/http/route";

const contracts = Object.values(nextAuthContracts);
const index = createContractIndex(contracts);
const handlers = new Map(contracts.map((contract) => [`${contract.method} ${contract.path}`, guard(contract, answer)]));

/** What our pages send; next-auth answers 500 to JSON that does not parse. */
const formType = "application/x-www-form-urlencoded";

/** Hands an admitted request to next-auth, which reads its action from the path. */
async function answer(request: Request, admission: Admission): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (request.method === "POST" && !request.headers.get("content-type")?.startsWith(formType)) {
    throw new ApiError("unsupported_media_type", `Send the form as ${formType}`);
  }
  const nextauth = pathname.split("/").slice(3);
  return NextAuth(nextAuthOptions(clientOf(request, admission)))(request, { params: { nextauth } });
}

/** Only the actions that the contract table declares; the others of next-auth are not served. */
async function handle(request: Request): Promise<Response> {
  const match = index.match(request.method, new URL(request.url).pathname);
  const handler =
    match.found === "contract" ? handlers.get(`${match.contract.method} ${match.contract.path}`) : undefined;
  return handler ? handler(request) : answerNotFound(request);
}

export { handle as GET, handle as POST };
