import { z } from "zod";
import { Concurrency } from "@/lib/access/limit-count";
import { Identifier, LimitOverride, NamespaceSettings, NamespaceWindow } from "@/lib/access/limit-namespace";
import { seenBy, servedBy } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";

/** So that a slip of the caller's is no thousand rows: what differs from caller to caller is an identifier. */
export const maxNamespaces = 200;

/** A kind of limit that an organization keeps, with an identifier for each of whom it limits. */
export const LimitNamespace = z.object({
  id: z.string(),
  namespace: z.string(),
  description: z.string(),
  windows: z.array(NamespaceWindow),
  concurrency: Concurrency.nullable(),
  overrides: z.array(LimitOverride),
  created_at: Timestamp,
  updated_at: Instant,
});
export type LimitNamespace = z.output<typeof LimitNamespace>;

/** A namespace as a list tells it: its overrides, which may be many, are read with the one. */
export const ListedNamespace = LimitNamespace.omit({ overrides: true });
export type ListedNamespace = z.output<typeof ListedNamespace>;

const cost = z.number().int().min(1).max(1_000_000);

export const Take = z.strictObject({
  identifier: Identifier,
  /** How much is taken: all of it from every window, or nothing. */
  cost: cost.default(1),
});
export type Take = z.output<typeof Take>;

export const Peek = z.strictObject({ identifier: Identifier });
export type Peek = z.output<typeof Peek>;

/** A window after a decision. */
export const DecidedWindow = z.object({
  name: z.string(),
  limit: z.number().int(),
  remaining: z.number().int(),
  /** When it begins anew; of what slides, when there is room for one again, or nothing is used any more. */
  reset_at: Instant,
});

/** What a decision came to. */
export const LimitVerdict = z.object({
  /** Whether it was taken; of a peek, whether one would be. */
  allowed: z.boolean(),
  identifier: z.string(),
  /** The override that counts; null: what the namespace says. */
  override: z.string().nullable(),
  /** Each window after this decision. */
  windows: z.array(DecidedWindow),
  /** The window that refused; of several the one that does so the longest. */
  denied_by: z.string().nullable(),
  /** Whole seconds after which as much is let in; null where nothing was refused, or where waiting does not help. */
  retry_after: z.number().int().nullable(),
});
export type LimitVerdict = z.output<typeof LimitVerdict>;

const path = "/api/v1/limits";
/** Where one namespace is. */
export const onePath = `${path}/{namespace}`;
export const NamespaceParams = z.object({
  namespace: z
    .string()
    .regex(/^[a-z][a-z0-9_.-]{0,63}$/, "must be 1 to 64 lower-case letters, digits, dots, hyphens and underscores"),
});
/** A page of what a namespace holds: of all identifiers, or of this one. */
export const OfIdentifier = Page.extend({ identifier: Identifier.optional() });
export type OfIdentifier = z.output<typeof OfIdentifier>;
const params = NamespaceParams;
const One = z.object({ data: LimitNamespace });
const Decided = z.object({ data: LimitVerdict });
const seen = { ...seenBy("manage:limits:read"), dashboard: true } as const;
const changed = { ...seenBy("manage:limits:write"), dashboard: true } as const;
/** Counting is the organization's own traffic, which none of our limits slows. */
const counted = { product: "tunnel", fromMemory: true, leavesResource: true } as const;

export const listNamespacesContract = defineContract({
  ...seen,
  method: "GET",
  path,
  summary: "Limit namespaces of the organization with their windows, newest first",
  query: Page,
  success: { status: 200, body: listOf(ListedNamespace), framed: true },
});

export const namespaceContract = defineContract({
  ...seen,
  method: "GET",
  path: onePath,
  summary: "One limit namespace with its windows and overrides",
  params,
  success: { status: 200, body: One, framed: true },
});

export const putNamespaceContract = defineContract({
  ...changed,
  method: "PUT",
  path: onePath,
  refuses: [409],
  summary: "Make a limit namespace, or put other limits in place of its own; they count from the next decision",
  params,
  body: NamespaceSettings,
  success: { status: 200, body: One, framed: true },
});

export const deleteNamespaceContract = defineContract({
  ...changed,
  method: "DELETE",
  path: onePath,
  summary: "Delete a limit namespace with its counters; one of the same name begins anew",
  params,
  success: { status: 204 },
});

export const takeContract = defineContract({
  ...servedBy("manage:limits:take", "service:limits:take"),
  dashboard: true,
  ...counted,
  method: "POST",
  path: `${onePath}/take`,
  refuses: [409],
  summary: "Decide whether an identifier may go on; it counts on every window exactly when it may",
  params,
  body: Take,
  success: { status: 200, body: Decided, framed: true },
});

export const peekContract = defineContract({
  ...servedBy("manage:limits:read", "service:limits:read"),
  dashboard: true,
  ...counted,
  readsOnly: true,
  method: "POST",
  path: `${onePath}/peek`,
  refuses: [409],
  summary: "What remains to an identifier; nothing is counted",
  params,
  body: Peek,
  success: { status: 200, body: Decided, framed: true },
});

export const resetContract = defineContract({
  ...changed,
  leavesResource: true,
  method: "POST",
  path: `${onePath}/reset`,
  summary: "Begin the counters of one identifier anew",
  params,
  body: Peek,
  success: { status: 204 },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listNamespacesContract,
  namespaceContract,
  putNamespaceContract,
  deleteNamespaceContract,
  takeContract,
  peekContract,
  resetContract,
];
