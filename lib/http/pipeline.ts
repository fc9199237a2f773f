import "server-only";
import { countingAddress } from "@/lib/access/address";
import { onBehalfOf } from "@/lib/platform/whose-work";
import { Answer } from "./answer";
import type { ErrorKind } from "./api-error";
import { type Contract, endpointOf } from "./contract";
import type { Admission } from "./gate";
import { asApiError, countNotKept } from "./handler-error";
import { noteRefusedChange } from "./note-refused";
import { placeOf } from "./place";
import { refusalAnswer } from "./refusal";
import type { UnreadRequest } from "./unread-request";
import { recordUsage, senderOf } from "./usage";
import { whenKept } from "./when-kept";

/** A contract and the function that fulfils it. */
export type Binding = {
  readonly contract: Contract;
  /** The contract whose answer carries the tag that `If-Match` is compared with. */
  readonly state?: Contract;
  readonly handle: (request: UnreadRequest, admission: Admission) => Promise<Answer>;
};

/** Answers a request that the gate let in, by either door: handles it, adds the gate's headers, counts it. */
export async function answerAdmitted(
  { contract, handle }: Binding,
  request: UnreadRequest,
  admission: Admission,
): Promise<Answer> {
  const endpoint = endpointOf(contract);
  let answer: Answer;
  let reason: ErrorKind | null = null;
  try {
    const { status, headers, body, cookies } = await onBehalf(request, admission, () => handle(request, admission));
    answer = new Answer(status, { ...headers, ...admission.headers }, body, cookies);
  } catch (error) {
    const known = asApiError(error, { requestId: request.requestId, endpoint });
    answer = refusalAnswer(known, contract, request, admission.headers);
    reason = known.kind;
    noteRefusedChange(contract, admission.params, admission.principal, request, known);
  }
  const { principal, begunMs } = admission;
  if (principal) {
    recordUsage(principal, {
      product: contract.product,
      endpoint,
      status: answer.status,
      elapsedMs: performance.now() - begunMs,
      reason,
      ...senderOf(request),
    });
  }
  return whenKept(answer, begunMs, () => {
    const error = countNotKept({ requestId: request.requestId, endpoint });
    return refusalAnswer(error, contract, request, admission.headers);
  });
}

/** What a handler asks of the database counts for the caller's organization, or without one for the caller's address. */
function onBehalf<T>(request: UnreadRequest, { contract, principal }: Admission, work: () => T): T {
  if (contract.fromMemory) return work();
  const place = () => placeOf(request);
  if (principal) return onBehalfOf(`org:${principal.organizationId}`, null, work, place);
  return onBehalfOf(`ip:${countingAddress(request.address)}`, "anonymous", work, place);
}
