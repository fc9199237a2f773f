import "server-only";
import { runtime } from "@/lib/access/runtime";
import { answerOf, respond } from "./answer";
import { invalidField } from "./api-error";
import { readBytes, readJson } from "./body";
import { withChallenge } from "./challenge";
import { checkInput } from "./check-input";
import {
  type BodyOf,
  type Contract,
  type Download,
  endpointOf,
  isCreating,
  type ParamsOf,
  type PrincipalOf,
  type QueryOf,
  type ResultOf,
} from "./contract";
import { createContractIndex } from "./contract-index";
import { corsOf } from "./cors";
import { ticketHeader } from "./edge-identity";
import { errorResponse, responseOf } from "./envelope";
import { fileResponse } from "./file-response";
import { type Admission, admit, type GateOutcome, gate, recordUsage } from "./gate";
import { asApiError } from "./handler-error";
import { answerOnce } from "./idempotency";
import type { PlainHandler } from "./plain-handler";
import { redeemTicket } from "./ticket";

/** What a handler is called with: everything checked, nothing of the raw request. */
export type Call<C extends Contract> = {
  principal: PrincipalOf<C>;
  params: ParamsOf<C>;
  query: QueryOf<C>;
  body: BodyOf<C>;
  client: Client;
};

/** Where a request came from, as a session remembers it. */
export type Client = { address: string | null; userAgent: string | null };

type Handler = (request: Request) => Promise<Response>;

/**
 * A Next route handler for a contract. It takes over what the middleware admitted, and where no valid ticket came with
 * the request it runs the gate itself: a request that got past the middleware is checked all the same.
 */
export function route<C extends Contract>(
  contract: C,
  handle: (call: Call<C>) => ResultOf<C> | Promise<ResultOf<C>>,
): Handler {
  return guard(contract, async (request, admission) => {
    const url = new URL(request.url);
    const { principal } = admission;
    const call: Call<C> = {
      // The gate has checked the kind of principal against `allow`, which is what PrincipalOf is computed from.
      principal: principal as PrincipalOf<C>,
      params: checkInput(contract.params, admission.params) as ParamsOf<C>,
      query: checkInput(contract.query, queryOf(url)) as QueryOf<C>,
      body: (contract.body ? checkInput(contract.body, await readJson(request)) : undefined) as BodyOf<C>,
      client: clientOf(request, admission),
    };
    // The handler was typed with the contract, which says that it returns a file.
    if (contract.success.media) return fileResponse((await handle(call)) as Download);
    const answer = async () => answerOf(contract, await handle(call), admission.requestId);
    const key = request.headers.get("idempotency-key");
    if (key === null || !principal || !isCreating(contract)) return respond(request, await answer());
    const { kept, replayed } = await answerOnce(contract, principal, key, { url, body: call.body }, answer);
    return respond(request, kept, replayed ? { "idempotent-replayed": "true" } : {});
  });
}

/** The gate around a handler that makes its own response, such as next-auth's. */
export function guard(
  contract: Contract,
  handle: (request: Request, admission: Admission) => Promise<Response>,
): Handler {
  const index = createContractIndex([contract]);
  return async (request) => {
    const { pathname: path } = new URL(request.url);
    const outcome = await enter(contract, index, request, path);
    if (!outcome.admitted) return outcome.response;
    const { admission } = outcome;
    const { clock, settings } = runtime();
    let response: Response;
    try {
      response = await handle(request, admission);
      for (const [name, value] of Object.entries(admission.headers)) response.headers.set(name, value);
    } catch (error) {
      const place = { path, requestId: admission.requestId, nowMs: clock.now() };
      const { headers } = request;
      const told = withChallenge(asApiError(error, admission), { path, headers }, contract, settings.publicUrl);
      response = errorResponse(told, place, { ...corsOf(contract), ...admission.headers });
    }
    if (admission.principal) {
      const { status } = response;
      recordUsage(admission.principal, {
        product: contract.product,
        endpoint: admission.endpoint,
        status,
        atMs: clock.now(),
      });
    }
    return response;
  };
}

/** The gate around a handler that our own server may call as well, before Next is entered. */
export function guardPlain(contract: Contract, handle: PlainHandler): Handler {
  return guard(contract, async (request, admission) => {
    const { method, url, headers } = request;
    return responseOf(await handle({ method, url, headers, readBody: () => readBytes(request) }, admission));
  });
}

/** The client of an admitted request; its own word for itself is cut to a length worth keeping. */
export function clientOf(request: Request, { address }: Admission): Client {
  return { address, userAgent: request.headers.get("user-agent")?.slice(0, 400) ?? null };
}

async function enter(
  contract: Contract,
  index: ReturnType<typeof createContractIndex>,
  request: Request,
  path: string,
): Promise<GateOutcome> {
  const admission = redeemTicket(request.headers.get(ticketHeader), request.method, path);
  if (admission?.endpoint === endpointOf(contract)) return { admitted: true, admission };
  const { method, headers } = request;
  const match = index.match(method, path);
  // Next calls the handler of GET for HEAD as well.
  if (match.found === "other-methods") return gate(index, { method, path, headers });
  return admit(contract, match.found === "contract" ? match.params : {}, { method, path, headers });
}

/** The query's values; the last of a name counts. */
function queryOf({ searchParams }: URL): Record<string, string> {
  const query = Object.fromEntries(searchParams);
  // PostgreSQL's text cannot hold it.
  for (const [name, value] of Object.entries(query)) {
    if (value.includes("\0")) throw invalidField(name, "holds a null character");
  }
  return query;
}
