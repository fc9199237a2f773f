import "server-only";
import { type CredentialRecord, whyStopped } from "@/lib/access/credential-record";
import { lacksFactor } from "@/lib/access/policy-rules";
import { runtime } from "@/lib/access/runtime";
import { type Contract, isPublic } from "./contract";
import { mayCall } from "./rights";

/** The endpoints that the gate would let a credential into now, from an address that it may be used from. */
export function endpointsOfRecord(
  contracts: readonly Contract[],
  record: CredentialRecord | null,
): { endpoints: { method: string; path: string; summary: string }[]; stopped: string | null } {
  const stopped = stoppedInWords(record);
  if (stopped !== null || !record) return { endpoints: [], stopped };
  const opened = contracts.filter((contract) => isPublic(contract) && opens(contract, record));
  return { endpoints: opened.map(({ method, path, summary }) => ({ method, path, summary })), stopped: null };
}

/** What everybody may call without a credential is nothing that a key opens. */
function opens(contract: Contract, { principal }: CredentialRecord): boolean {
  return contract.allow.includes(principal.kind) && mayCall(contract, principal);
}

const words = {
  revoked: "It is revoked, or what it depends on has ended or is suspended.",
  expired: "It has expired, or the policy stopped it.",
  disabled: "It is switched off, or what made it is.",
  "not-yet-valid": "It does not count yet.",
} as const;

function stoppedInWords(record: CredentialRecord | null): string | null {
  const nowMs = runtime().clock.now();
  const reason = record ? whyStopped(record, nowMs) : "revoked";
  if (reason) return words[reason];
  const lacks = record !== null && lacksFactor(record, nowMs);
  return lacks ? "Its user lacks the two-step verification that the organization asks for." : null;
}
