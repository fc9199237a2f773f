import type { z } from "zod";
import type { Role, ShippedPlanId, ShippedProductId, ShippedScopeId } from "@/lib/access/catalogue";
import type { PortalPart } from "@/lib/access/portal-terms";
import type { CredentialKind, PortalPrincipal, Principal, UserPrincipal } from "@/lib/access/principal";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who may call: kinds of credential, and `anonymous` where none is needed. */
export type Caller = CredentialKind | "anonymous";

/** Who may call what documents 001 and 003 put under `/v1`: callers who hold the endpoint's scope. */
export const v1Callers = ["session-jwt", "pat", "api-key", "oauth-token"] as const;

/** Who may call what document 002 puts under `/api/v1`. */
export const apiV1Callers = ["session-jwt", "pat", "api-key", "external-jwt"] as const;

/** Who may call what a key without scopes opens too: document 004's lists, usage and revocation of keys, and the data plane. */
export const keyCallers = [...apiV1Callers, "user-key"] as const;

/** What management keys hold. */
export type ManagementScope = Extract<ShippedScopeId, `manage:${string}`>;

/** What keys of trusted services hold, for what their own organization keeps. */
export type ServiceScope = Extract<ShippedScopeId, `service:${string}`>;

/** An endpoint, declared once as data; the gate, handlers, OpenAPI, clients and generated tests read this and nothing else. */
export type Contract = {
  method: Method;
  /** Any other method is answered as the declared one: proxies ask with the method of the request that they hold. */
  everyMethod?: true;
  /** It creates something, such as a secret or rows, though its status is 200: it takes an `Idempotency-Key` too. */
  creates?: true;
  /** It changes nothing of the resource whose path it goes on from: `If-Match` says nothing of it, and it takes no turn with changes. */
  leavesResource?: true;
  /** Its POST changes nothing: what is asked for stands in the body, because an address is logged. */
  readsOnly?: true;
  /** Its GET begins or ends something, so HEAD, which asks for the same without an answer to act on, is a 405. */
  withoutHead?: true;
  /** `Authorization: Bearer Bearer …` counts here: document 002's server sample sends it, to this endpoint alone. */
  doubledScheme?: true;
  /**
   * A step that people take in a browser: the page that tells them when they are not let in. Of several it is the one that `from`
   * names in the query, or the first; that page is told `keeps` of the query again. On the way back from a provider it is the one that
   * return-cookie.ts remembers, `unlessRemembered` where it remembers none.
   */
  errorPage?: string | { oneOf: readonly [string, ...string[]]; keeps: string } | { unlessRemembered: string };
  /** It is answered from what is in memory; no share of the features' connections is kept for it. */
  fromMemory?: true;
  /** With parameters in braces: `/v1/prompts/{id}`. */
  path: string;
  /** Whose limits count. */
  product: ShippedProductId;
  /** One line for the reference. */
  summary: string;
  allow: readonly Caller[];
  /** What a key with scopes must hold; credentials that act as a user hold what their role allows. */
  scope?: ShippedScopeId;
  /** What a management key must hold; it opens nothing that does not name one, but what is about itself. */
  managementScope?: ManagementScope;
  /** What a trusted service's key must hold, where it may call what is otherwise for administrators. */
  serviceScope?: ServiceScope;
  /** It tells a credential about itself alone: whoever may call needs no scope for it, whatever kind of key that is. */
  aboutCaller?: true;
  /** The least role of a user who may call, where the scope does not say it. */
  minimumRole?: Role;
  /** It concerns the user alone, whatever organization they act for: a session reaches it also where that one's policy stops them. */
  aboutUser?: true;
  /** Only administrators of this deployment may call. */
  instanceAdmin?: true;
  /** The dashboard's session must have begun, or its user proved again who they are, within ten minutes; bearer tokens are not asked. */
  reauthenticated?: true;
  /** Statuses of refusals that its handler has beside those that the declaration implies: a conflict, or what is not there. */
  refuses?: readonly (400 | 401 | 403 | 404 | 409 | 429)[];
  /** A bearer token of a session must be of a sign-in within ten minutes too: no document describes the endpoint, and it decides over others. */
  recentSignIn?: true;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** What a form holds that a library reads and checks; said here for the reference. */
  form?: z.ZodType;
  success: {
    /** 302 leads a browser elsewhere. */
    status: 200 | 201 | 202 | 204 | 302;
    /** Absent: no body. */
    body?: z.ZodType;
    /** Adds `success: true` and `metadata` (the flat envelope's frame) around what the handler returns. */
    framed?: boolean;
    /** The answer holds a secret: no cache may keep it, not even its own client's. */
    secret?: true;
    /** The answer is a file of one of these media types, and the handler returns it as a `Download`. */
    media?: readonly string[];
  };
  /** `dashboard`, `portal`: for our own pages, left out of the reference. `embed`: for our component in a company's page. `library`: a protocol that a library answers in its own words. */
  audience?: "public" | "dashboard" | "portal" | "embed" | "library";
  /** The part of a customer's portal that it belongs to: a session that does not show it may not call. */
  portalPart?: PortalPart;
  /** A component in the company's own page calls it too: see embed-contract.ts. */
  embedded?: true;
  /** The dashboard's pages have a door of their own to it: see dashboard-contract.ts. */
  dashboard?: boolean;
  /** A library's endpoint that scripts of any origin may call, as they may call public ones: it looks at no cookie. */
  crossOrigin?: true;
  /** An address from before, which goes on answering; the reference lists the one of today. */
  former?: true;
  /** The handler reads query and body itself, in a way that no schema tells. Their declaration is for the reference. */
  readBy?: "handler";
  /** In the reference although a library answers: for programs, and not for our own pages. */
  documented?: true;
  /** The cheapest plan that may call. */
  minimumPlan?: ShippedPlanId;
};

/** Keeps the literal types of a declaration. */
export function defineContract<const C extends Contract>(contract: C): C {
  return contract;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

export type ParamsOf<C extends Contract> = Parsed<C["params"]>;
export type QueryOf<C extends Contract> = Parsed<C["query"]>;
export type BodyOf<C extends Contract> = Parsed<C["body"]>;
/** What a caller sends. */
export type RequestOf<C extends Contract> = {
  params: Given<C["params"]>;
  query: Given<C["query"]>;
  body: Given<C["body"]>;
};
/** A file to answer with: its text comes in pieces, so that a long one holds nothing up. */
export type Download = { type: string; filename: string; pieces: AsyncIterable<string> };

/** What a handler returns and a caller receives (apart from the frame). */
export type ResultOf<C extends Contract> = C["success"]["media"] extends readonly string[]
  ? Download
  : C["success"]["body"] extends z.ZodType
    ? z.input<C["success"]["body"]>
    : // biome-ignore lint/suspicious/noConfusingVoidType: it is the return type of handlers that answer without a body
      void;

/** The principal that a handler of the contract is called with. */
export type PrincipalOf<C extends Contract> =
  | ("anonymous" extends C["allow"][number] ? null : never)
  | (Exclude<C["allow"][number], "anonymous"> extends never ? never : NarrowedPrincipal<C>);

/** A portal's endpoints are its customers' alone. Keys with scopes, management keys and OAuth clients act for no user; every other credential does. */
type NarrowedPrincipal<C extends Contract> =
  Exclude<C["allow"][number], "anonymous" | "portal-session" | "portal-token"> extends never
    ? PortalPrincipal
    : Extract<
          C["allow"][number],
          "api-key" | "management-key" | "oauth-token" | "portal-session" | "portal-token"
        > extends never
      ? UserPrincipal
      : Principal;

/** Method and path template: how an endpoint is named in usage and tests. */
export function endpointOf(contract: Contract): string {
  return `${contract.method} ${contract.path}`;
}

/** Whether repeating a request would create something a second time: such endpoints take an `Idempotency-Key`. */
export function isCreating({ method, success, creates }: Contract): boolean {
  return method === "POST" && (creates === true || success.status === 201 || success.status === 202);
}

/**
 * Whether an endpoint changes something and needs to be told nothing for it. A caller that sends members all the same meant
 * something by them, so they are refused like any unknown one.
 */
export function takesNoBody({ method, body, audience, readBy }: Contract): boolean {
  const writes = method === "POST" || method === "PUT" || method === "PATCH";
  return writes && !body && audience !== "library" && readBy !== "handler";
}

/** Whether an answer carries the tag of what it shows, which `If-None-Match` and `If-Match` name (RFC 9110 section 8.8.3). */
export function givesTag({ method, success, audience }: Contract): boolean {
  return method === "GET" && success.body !== undefined && !success.secret && audience !== "library";
}

/**
 * Which of the paths whose GET gives a tag an endpoint evaluates `If-Match` on; null for none. It is its own path, or, for an
 * action on one resource, such as `POST …/{id}/rotate-secret`, that resource's. Who has no credential yet has read nothing.
 */
export function statePathOf(
  { method, path, allow, leavesResource }: Contract,
  taggedPaths: ReadonlySet<string>,
): string | null {
  if (method === "GET" || leavesResource || allow.every((kind) => kind === "anonymous")) return null;
  if (taggedPaths.has(path)) return path;
  const above = path.slice(0, path.lastIndexOf("/"));
  return above.endsWith("}") && taggedPaths.has(above) ? above : null;
}

/** Whether an endpoint belongs in the reference. */
export function isPublic({ audience = "public", documented, former }: Contract): boolean {
  return !former && (audience === "public" || documented === true);
}
