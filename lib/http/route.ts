import "server-only";
import { z } from "zod";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { runtime } from "@/lib/access/runtime";
import { holdsNull, nullRefusal } from "@/lib/platform/null-character";
import type { Place } from "@/lib/platform/whose-work";
import { Answer } from "./answer";
import { invalidField } from "./api-error";
import { parseJson } from "./body";
import { checkInput } from "./check-input";
import { requireConfirmedAgain } from "./confirmed-session";
import {
  type BodyOf,
  type Contract,
  type Download,
  isCreating,
  type ParamsOf,
  type PrincipalOf,
  type QueryOf,
  type ResultOf,
  takesNoBody,
} from "./contract";
import { forDashboard } from "./dashboard-contract";
import { forEmbed } from "./embed-contract";
import { fileAnswer } from "./file-answer";
import { isForeignPage } from "./foreign-page";
import type { Admission } from "./gate";
import { answerOnce } from "./idempotency";
import { nextDoor } from "./next-door";
import type { Binding } from "./pipeline";
import { placeOf } from "./place";
import { changeInTurn } from "./precondition";
import { successAnswer, successOf } from "./success";
import type { UnreadRequest } from "./unread-request";

/** Where a request came from, as a session remembers it, and whether somebody still waits there. */
export type Client = Place & {
  /** The browser, by the cookie that names it; only where somebody signs in with one. */
  device?: string;
  /** Whether a page that is none of ours sent the request. */
  isForeignPage?: () => boolean;
  hungUp?: () => AbortSignal;
};

/** What a handler is called with: everything checked, and the request itself for the few that read it in their own way. */
export type Call<C extends Contract> = {
  principal: PrincipalOf<C>;
  /** All that the gate knows of the caller's credential, its hash not being among it; null where it takes none. */
  record: PrincipalOf<C> extends null
    ? null
    : "anonymous" extends C["allow"][number]
      ? CredentialRecord | null
      : CredentialRecord;
  params: ParamsOf<C>;
  query: Unless<ReadsItself<C>, QueryOf<C>>;
  body: Unless<ReadsItself<C>, BodyOf<C>>;
  client: Client;
  request: UnreadRequest;
};

/** A handler returns what its contract says, or an answer of its own making; a library's protocol is always the latter. */
export type Result<C extends Contract> = Unless<C["audience"] extends "library" ? true : false, ResultOf<C>> | Answer;

type ReadsItself<C extends Contract> = C["audience"] extends "library"
  ? true
  : C["readBy"] extends "handler"
    ? true
    : false;
type Unless<Condition, Value> = Condition extends true ? undefined : Value;

/** What a route file exports: the handler for Next, and what our own server needs to answer without it. */
export type Endpoint = ((request: Request) => Promise<Response>) & { readonly bindings: readonly Binding[] };

/**
 * Binds a contract to the function that fulfils it: the one way to make an endpoint. Where the dashboard has a door of
 * its own to the contract, the same function fulfils what is derived for it. A contract that changes a resource names
 * the endpoint that reads it as `state`, on whose tag `If-Match` is evaluated.
 */
export function route<C extends Contract>(
  contract: C,
  handle: Handler<C>,
  { state }: { state?: Endpoint } = {},
): Endpoint {
  const own = [forDashboard(contract), forEmbed(contract)].filter((one) => one !== null);
  const bound = (one: Contract) => bind(one as C, handle, state && readBy(one, state));
  const bindings = [bound(contract), ...own.map(bound)] as const;
  return Object.assign(nextDoor(bindings), { bindings });
}

/** What reads a resource by the same door as a contract changes it. */
function readBy({ audience }: Contract, { bindings }: Endpoint): Binding | undefined {
  const doorOf = (own: Contract["audience"]) => (own === "dashboard" || own === "embed" ? own : "its own");
  return bindings.find(({ contract }) => doorOf(contract.audience) === doorOf(audience));
}

function bind<C extends Contract>(contract: C, handle: Handler<C>, state: Binding | undefined): Binding {
  const fulfilled = (request: UnreadRequest, admission: Admission) => fulfil(contract, handle, request, admission);
  if (!state) return { contract, handle: fulfilled };
  return {
    contract,
    state: state.contract,
    handle: (request, admission) => changeInTurn(state, request, admission, () => fulfilled(request, admission)),
  };
}

type Handler<C extends Contract> = (call: Call<C>) => Result<C> | Promise<Result<C>>;

const noMembers = z.strictObject({});

async function fulfil<C extends Contract>(
  contract: C,
  handle: Handler<C>,
  request: UnreadRequest,
  { principal, record, params }: Admission,
): Promise<Answer> {
  const confirmed = principal && requireConfirmedAgain(contract, principal);
  if (confirmed) await confirmed;
  const schemas: Pick<Contract, "query" | "body"> = readsItself(contract) ? {} : contract;
  const checkedParams = checkInput(contract.params, params) as ParamsOf<C>;
  const query = schemas.query ? checkInput(schemas.query, queryOf(request.search)) : undefined;
  const body = schemas.body ? checkInput(schemas.body, parseJson(await request.readBody())) : undefined;
  if (takesNoBody(contract)) checkInput(noMembers, parseJson(await request.readBody()));
  const call: Call<C> = {
    // The gate has checked the kind of principal against `allow`, which is what PrincipalOf is computed from.
    principal: principal as PrincipalOf<C>,
    record: record as Call<C>["record"],
    params: checkedParams,
    query: query as Call<C>["query"],
    body: body as Call<C>["body"],
    client: clientOf(request),
    request,
  };
  const key = request.headers.get("idempotency-key");
  if (key !== null && principal && isCreating(contract)) {
    const { path, search, requestId } = request;
    const answer = async () => successOf(contract, await handle(call), requestId);
    const { kept, replayed } = await answerOnce(contract, principal, key, { path, search, body: call.body }, answer);
    return successAnswer(request.headers, kept, replayed ? { "idempotent-replayed": "true" } : {});
  }
  const handled = handle(call);
  // Values known at once are not awaited: see `admit`.
  const result = handled instanceof Promise ? await handled : handled;
  if (result instanceof Answer) return result;
  // The handler was typed with the contract, which says that it returns a file.
  if (contract.success.media) return fileAnswer(result as Download);
  return successAnswer(request.headers, successOf(contract, result, request.requestId));
}

function readsItself({ audience, readBy }: Contract): boolean {
  return audience === "library" || readBy === "handler";
}

function clientOf(request: UnreadRequest): Client {
  const isForeign = () => isForeignPage(request.headers, runtime().settings.publicUrl);
  return { ...placeOf(request), isForeignPage: isForeign, hungUp: request.hungUp };
}

/** The query's values; the last of a name counts. */
function queryOf(search: string): Record<string, string> {
  if (search === "") return {};
  const query = Object.fromEntries(new URLSearchParams(search));
  // PostgreSQL's text cannot hold it.
  for (const [name, value] of Object.entries(query)) {
    if (holdsNull(value)) throw invalidField(name, nullRefusal);
  }
  return query;
}
