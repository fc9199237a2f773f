import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { wholeSecond } from "@/lib/platform/whole-second";
import { faultSentence } from "@/lib/tenancy/chain-fault";
import { verifyChain } from "@/lib/tenancy/verify-chain";
import type { ChainVerification, VerificationQuery } from "./contract";

/** How many links one request looks at: some tenths of a second of work. */
const linksPerRequest = 5_000;

/** Looks at the next links of the organization's chain, as the command `latchkey audit verify` does at all of them. */
export async function verifyEvents(
  { organizationId }: Principal,
  { after, head: known }: VerificationQuery,
): Promise<ChainVerification> {
  const { database, auditMarks } = runtime();
  const report = await verifyChain(database.pool, auditMarks, organizationId, {
    ...{ known, after },
    limit: linksPerRequest,
  });
  const { head, fault } = report;
  return {
    head: head && { sequence: head.sequence, hash: head.hash, sealed_at: wholeSecond(head.sealedAt) },
    first_sequence: report.firstSequence,
    checked: report.checked,
    before_chain: report.beforeChain,
    other_version: report.otherVersion,
    erased: report.erased,
    waiting: report.waiting,
    fault: fault && {
      kind: fault.kind,
      sequence: fault.sequence,
      event_id: fault.eventId,
      at: fault.at && wholeSecond(fault.at),
      problem: faultSentence(fault),
    },
    next: report.next,
  };
}
