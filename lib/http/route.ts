import "server-only";
import type { z } from "zod";
import { runtime } from "@/lib/access/runtime";
import { isDatabaseAway } from "@/lib/platform/database-away";
import { errorText } from "@/lib/platform/log";
import { isPasswordQueueFull } from "@/lib/platform/passwords";
import { answerOf, respond } from "./answer";
import { ApiError, invalidField, type Problem } from "./api-error";
import { readJson } from "./body";
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
import { ticketHeader } from "./edge-identity";
import { errorResponse } from "./envelope";
import { fileResponse } from "./file-response";
import { type Admission, admit, type GateOutcome, recordUsage } from "./gate";
import { answerOnce } from "./idempotency";
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
      params: check(contract.params, admission.params) as ParamsOf<C>,
      query: check(contract.query, queryOf(url)) as QueryOf<C>,
      body: (contract.body ? check(contract.body, await readJson(request)) : undefined) as BodyOf<C>,
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
    const { clock, meter } = runtime();
    let response: Response;
    try {
      response = await handle(request, admission);
      for (const [name, value] of Object.entries(admission.headers)) response.headers.set(name, value);
    } catch (error) {
      const place = { path, requestId: admission.requestId, nowMs: clock.now() };
      response = errorResponse(asApiError(error, admission), place, admission.headers);
    }
    if (admission.principal) {
      const { status } = response;
      recordUsage(meter, admission.principal, {
        product: contract.product,
        endpoint: admission.endpoint,
        status,
        atMs: clock.now(),
      });
    }
    return response;
  };
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
  const match = index.match(request.method, path);
  const params = match.found === "contract" ? match.params : {};
  return admit(contract, params, { method: request.method, path, headers: request.headers });
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

/** Enough to mend a request by; a body of a thousand unknown fields is not answered with all of them. */
const maxProblems = 20;

/** Parses with a contract's schema; throws a validation error that names every field that is wrong. */
function check(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap(problemsOf).slice(0, maxProblems);
  const [first] = problems;
  const message = first?.path ? `${first.path}: ${first.message}` : (first?.message ?? "The request is not valid");
  throw new ApiError("validation", message, { problems });
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.join(".");
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) {
    return [{ path, message: "is required" }];
  }
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key].join("."), message: "unknown field" }));
}

function asApiError(error: unknown, { requestId, endpoint }: Admission): ApiError {
  if (error instanceof ApiError) return error;
  if (isPasswordQueueFull(error)) {
    return new ApiError("unavailable", "Too many sign-ins at once; try again", { headers: { "retry-after": "5" } });
  }
  if (isDatabaseAway(error)) {
    runtime().log("warn", "database_away", { request_id: requestId, endpoint, error: errorText(error) });
    return new ApiError("unavailable", undefined, { headers: { "retry-after": "1" } });
  }
  runtime().log("error", "handler_failed", { request_id: requestId, endpoint, error: errorText(error) });
  return new ApiError("internal");
}
