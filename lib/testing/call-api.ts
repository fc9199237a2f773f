/// <reference types="vite/client" />
import { randomUUID } from "node:crypto";
import { NextRequest } from "next/server";
import { contractTable } from "@/lib/contract-table";
import { type Contract, endpointOf as endpointIn, givesTag, isPublic, statePathOf } from "@/lib/http/contract";
import { createContractIndex } from "@/lib/http/contract-index";
import { sourceOf } from "@/lib/http/dashboard-contract";
import { clientHeader, edgeHeader, edgeSecret, readEdge, requestIdHeader } from "@/lib/http/edge-identity";
import { fetchRequest, responseOf } from "@/lib/http/fetch-door";
import { tellsOf } from "@/lib/http/openapi-errors";
import { answerAdmitted } from "@/lib/http/pipeline";
import type { Endpoint } from "@/lib/http/route";
import { enforce, middleware } from "@/middleware";
import { noteTold } from "./told-on-failure";

/** A request as a test describes it. */
export type ApiCall = {
  token?: string | undefined;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  /** The client's address as our server would have found it. */
  address?: string;
  /**
   * By which road: before Next, as our server answers, or through Next's middleware, as elsewhere. The third is past
   * it, as a request would go that found a way around.
   */
  via?: "server" | "next" | "past-middleware";
};

export type ApiAnswer = {
  status: number;
  headers: Headers;
  text: string;
  /** Null when the body is not JSON. */
  json: Json;
};

/** A parsed body of any shape: what a test reads out of it is checked by its assertions. */
export type Json = ReturnType<typeof JSON.parse>;

const routes = import.meta.glob<Record<string, Endpoint>>(["/app/**/route.ts", "/app/.well-known/**/route.ts"]);
const index = createContractIndex(contractTable);

/** Calls an endpoint by one of its roads; without a network, and with the one route file that the path leads to. */
export async function callApi(target: string, call: ApiCall = {}): Promise<ApiAnswer> {
  const request = requestOf(target, call);
  const answer = await answerOf(await responseTo(request, call.via));
  if (answer.status >= 400) noteTold(`${target.slice(0, 80)}: ${answer.status} ${answer.text}`);
  return answer;
}

async function responseTo(request: NextRequest, via: ApiCall["via"]): Promise<Response> {
  if (via === "past-middleware") return callRouteFile(request);
  if (via !== "next") return callBeforeNext(request);
  const response = await middleware(request);
  const leadsOn = response.headers.get("x-middleware-next") === "1" || response.headers.has("x-middleware-rewrite");
  return leadsOn ? goOn(request, response) : response;
}

const tagged = new Set(
  contractTable
    .filter(isPublic)
    .filter(givesTag)
    .map(({ path }) => path),
);

/** Throws where an endpoint refuses with a status that the reference does not tell of. */
function requireToldOf({ method, nextUrl }: NextRequest, { status }: Response): void {
  const match = status < 400 ? null : index.match(method, nextUrl.pathname);
  if (match?.found !== "contract" || !isPublic(match.contract)) return;
  const { contract } = match;
  if (tellsOf(contract, statePathOf(contract, tagged) !== null, status)) return;
  throw new Error(`the reference does not tell that ${endpointIn(contract)} can answer ${status}: see \`refuses\``);
}

async function callBeforeNext(request: NextRequest): Promise<Response> {
  const response = await answerBeforeNext(request);
  requireToldOf(request, response);
  return response;
}

async function answerBeforeNext(request: NextRequest): Promise<Response> {
  const { pathname, search } = request.nextUrl;
  const unread = fetchRequest(request, pathname, search, readEdge(request.headers));
  const outcome = await enforce(unread);
  if (!outcome.admitted) return responseOf(outcome.answer, request);
  const { contract } = outcome.admission;
  const binding = (await endpointOf(contract)).bindings.find((bound) => bound.contract === contract);
  if (!binding) throw new Error(`nothing is bound to ${contract.method} ${contract.path}`);
  const response = responseOf(await answerAdmitted(binding, unread, outcome.admission), request);
  await requireTimes(contract, response);
  return response;
}

/** Throws where an answer writes a time in another form than its contract says. */
async function requireTimes({ success }: Contract, response: Response): Promise<void> {
  if (
    !success.body ||
    response.status !== success.status ||
    response.headers.get("content-type") !== "application/json"
  )
    return;
  const { error } = success.body.safeParse(await response.clone().json());
  const wrong = error?.issues.find((issue) => issue.code === "invalid_format" && issue.format === "datetime");
  if (wrong) throw new Error(`${wrong.path.join(".")} of ${response.url}: ${wrong.message}`);
}

/** What the middleware alone answers; a request that it lets through shows `x-middleware-next`. */
export async function callMiddleware(target: string, call: ApiCall = {}): Promise<ApiAnswer> {
  return answerOf(await middleware(requestOf(target, call)));
}

function requestOf(target: string, { token, body, headers = {}, address }: ApiCall): NextRequest {
  const [method = "GET", pathAndQuery = "/"] = target.split(" ");
  return new NextRequest(new URL(pathAndQuery, "http://localhost:3000"), {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      [edgeHeader]: edgeSecret(),
      [clientHeader]: address ?? "198.51.100.7",
      [requestIdHeader]: randomUUID(),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

/** Sends on what the middleware asks Next to send on. As in Next, where it rewrites chooses the file, which reads what was asked. */
function goOn(request: NextRequest, response: Response): Promise<Response> {
  const headers = new Headers();
  for (const name of response.headers.get("x-middleware-override-headers")?.split(",") ?? []) {
    headers.set(name, response.headers.get(`x-middleware-request-${name}`) ?? "");
  }
  const { pathname } = new URL(response.headers.get("x-middleware-rewrite") ?? request.url);
  return callRouteFile(new NextRequest(request, { headers }), pathname);
}

async function callRouteFile(request: NextRequest, path = request.nextUrl.pathname): Promise<Response> {
  const match = index.match(request.method, path);
  if (match.found !== "contract") throw new Error(`no contract for ${request.method} ${path}`);
  return (await endpointOf(match.contract))(request);
}

async function endpointOf(contract: Contract): Promise<Endpoint> {
  const { method, path } = sourceOf(contract) ?? contract;
  const load = routes[`/app${path.replaceAll("{", "[").replaceAll("}", "]")}/route.ts`];
  const endpoint = (await load?.())?.[method];
  if (!endpoint) throw new Error(`no route file exports ${method} ${path}`);
  return endpoint;
}

async function answerOf(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}
