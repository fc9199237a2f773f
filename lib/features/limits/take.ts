import "server-only";
import type { NamespaceWindow } from "@/lib/access/limit-namespace";
import type { LimitDecision, WindowState } from "@/lib/access/limiter";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { retryAfterSeconds } from "@/lib/http/limit-headers";
import type { LimitVerdict, Peek, Take } from "./contract";
import { findLimit } from "./find-limit";

/**
 * Takes a cost from every window of an identifier, or nothing from any. 404 for a namespace that the organization does not
 * have; rejects where the counters cannot be asked: never a yes without counting.
 */
export async function take(principal: Principal, name: string, wanted: Take): Promise<{ data: LimitVerdict }> {
  const { found, bucket } = await look(principal, name, wanted.identifier);
  const decision = await runtime().limiter.decide([bucket], wanted.cost);
  return { data: verdictOf(wanted.identifier, found, decision) };
}

/** What remains to an identifier. */
export async function peek(principal: Principal, name: string, { identifier }: Peek): Promise<{ data: LimitVerdict }> {
  const { found, bucket } = await look(principal, name, identifier);
  return { data: verdictOf(identifier, found, await runtime().limiter.peek([bucket])) };
}

async function look(principal: Principal, name: string, identifier: string) {
  const { namespace, found } = await findLimit(principal, name, identifier);
  if (found.windows.length === 0) throw new ApiError("conflict", "This limit namespace has no windows to count on");
  return { found, bucket: await runtime().limitNamespaces.bucketOf(namespace, identifier, found) };
}

type Found = { windows: readonly NamespaceWindow[]; override: string | null };

function verdictOf(identifier: string, { windows, override }: Found, decision: LimitDecision): LimitVerdict {
  return {
    allowed: decision.allowed,
    identifier,
    override,
    windows: windows.map((window) => told(window, decision.windows)),
    denied_by: decision.allowed ? null : (windows.find((window) => isPartOf(window, decision.denied))?.name ?? null),
    retry_after: retryAfterSeconds(decision),
  };
}

/** A minute is told with its burst as one: by the part of which less is left, and of equal ones by the one that takes longer. */
function told(window: NamespaceWindow, states: readonly WindowState[]): LimitVerdict["windows"][number] {
  const own = states.filter((state) => isPartOf(window, state));
  const remaining = Math.min(window.limit, ...own.map((state) => state.remaining));
  const resetAtMs = Math.max(...own.filter((state) => state.remaining === remaining).map((state) => state.resetAtMs));
  return { name: window.name, limit: window.limit, remaining, reset_at: new Date(resetAtMs).toISOString() };
}

function isPartOf({ per }: NamespaceWindow, { name }: WindowState): boolean {
  return name === per || (name === "burst" && per === "minute");
}
