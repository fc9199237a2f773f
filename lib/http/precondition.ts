import "server-only";
import type { Principal } from "@/lib/access/principal";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { withWriteGuard } from "@/lib/platform/write-guard";
import { ApiError } from "./api-error";
import type { Admission } from "./gate";
import type { HeaderReader } from "./header-reader";
import type { Binding } from "./pipeline";
import { matches } from "./success";
import type { UnreadRequest } from "./unread-request";

const noHeaders: HeaderReader = { get: () => null, has: () => false };

/**
 * Changes a resource in turn with every other change of it, and only while `If-Match` names what its GET answers (RFC
 * 9110 section 13.1.1). The tag is compared in the transaction that writes, under a lock that each change takes. What
 * is added to a list undoes no change, and takes it only where it names a tag itself. Throws 412. A missing resource
 * stays a 404, as section 13.2.1 asks.
 */
export async function changeInTurn<T>(
  state: Binding,
  request: UnreadRequest,
  admission: Admission,
  change: () => Promise<T>,
): Promise<T> {
  const wanted = request.headers.get("if-match");
  const adds = request.method === "POST" && Object.keys(admission.params).length === 0;
  if (adds && wanted === null) return change();
  const name = `resource:${JSON.stringify([ownerOf(state, admission.principal), admission.params])}`;
  return withWriteGuard(async (tx) => {
    await lockUntilCommit(tx, name);
    if (wanted !== null) await comparing(() => requireMatch(wanted, state, request, admission));
  }, change);
}

/** What administrators of the deployment change is nobody's own: those of every organization take turns. */
function ownerOf({ contract }: Binding, principal: Principal | null): string | null {
  return contract.instanceAdmin ? null : (principal?.organizationId ?? null);
}

async function requireMatch(
  wanted: string,
  state: Binding,
  request: UnreadRequest,
  { principal, record, params, begunMs }: Admission,
): Promise<void> {
  const { contract } = state;
  const read: UnreadRequest = { ...request, method: "GET", headers: noHeaders, readBody: async () => new Uint8Array() };
  const { headers } = await state.handle(read, { contract, params, principal, record, headers: {}, begunMs });
  if (!matches(wanted, headers.etag)) throw new ApiError("precondition_failed");
}

/**
 * Comparisons read on a connection of their own while their transaction holds one. Few run at a time, so that they
 * never wait for each other's.
 */
const mostAtOnce = 3;
let underWay = 0;
const waiting: (() => void)[] = [];

async function comparing(compare: () => Promise<void>): Promise<void> {
  if (underWay >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else underWay += 1;
  try {
    await compare();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else underWay -= 1;
  }
}
