import type { Policy } from "@/lib/features/organizations/policy-contract";

/** What an organization answers that has set no rules, to a member with a second factor. */
export const noPolicy: Policy = {
  second_factor_from: null,
  max_key_days: null,
  max_token_days: null,
  allowed_ranges: [],
  production_keys_role: "member",
  on_leak: "quarantine",
  existing_credentials_from: null,
  you_have_second_factor: true,
};
