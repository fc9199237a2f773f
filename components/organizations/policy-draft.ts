import type { Role } from "@/lib/access/catalogue";
import type { Policy } from "@/lib/features/organizations/policy-contract";

/** The policy as typed: days are UTC days or empty, numbers text, ranges one a line. */
export type PolicyDraft = {
  second_factor_from: string;
  max_key_days: string;
  max_token_days: string;
  allowed_ranges: string;
  production_keys_role: Role;
  on_leak: Policy["on_leak"];
  existing_credentials_from: string;
};

const noticeMs = 14 * 86_400_000;

/** A form filled in with what counts now; existing credentials get two weeks where no day was named before. */
export function draftOf(policy: Policy, nowMs: number): PolicyDraft {
  const usual = new Date(nowMs + noticeMs).toISOString();
  return {
    second_factor_from: dayOf(policy.second_factor_from),
    max_key_days: policy.max_key_days?.toString() ?? "",
    max_token_days: policy.max_token_days?.toString() ?? "",
    allowed_ranges: policy.allowed_ranges.join("\n"),
    production_keys_role: policy.production_keys_role,
    on_leak: policy.on_leak,
    existing_credentials_from: dayOf(policy.existing_credentials_from ?? usual),
  };
}

/**
 * What is sent for a draft of a policy: a number that is none is sent as typed, for the contract to name it. A day that was
 * not changed is sent as the moment that it was.
 */
export function bodyOf(draft: PolicyDraft, policy: Policy): object {
  return {
    second_factor_from: momentOf(draft.second_factor_from, policy.second_factor_from),
    max_key_days: daysOf(draft.max_key_days),
    max_token_days: daysOf(draft.max_token_days),
    allowed_ranges: draft.allowed_ranges.split(/[\s,]+/).filter(Boolean),
    production_keys_role: draft.production_keys_role,
    on_leak: draft.on_leak,
    existing_credentials_from: momentOf(draft.existing_credentials_from, policy.existing_credentials_from),
  };
}

function dayOf(moment: string | null): string {
  return moment?.slice(0, 10) ?? "";
}

function momentOf(day: string, before: string | null): string | null {
  if (before !== null && day === dayOf(before)) return before;
  return day === "" ? null : `${day}T00:00:00Z`;
}

function daysOf(text: string): number | string | null {
  const typed = text.trim();
  if (typed === "") return null;
  return /^\d{1,6}$/.test(typed) ? Number(typed) : typed;
}
