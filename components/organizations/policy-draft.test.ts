import { describe, expect, it } from "vitest";
import { setPolicyContract } from "@/lib/features/organizations/policy-contract";
import { noPolicy } from "@/lib/testing/no-policy";
import { bodyOf, draftOf } from "./policy-draft";

const nowMs = Date.parse("2026-06-10T12:00:00Z");
const parse = (body: object) => setPolicyContract.body.safeParse(body);

describe("the policy as typed", () => {
  it("proposes two weeks for existing credentials, and is sent as the contract has it", () => {
    const draft = draftOf(noPolicy, nowMs);
    expect(draft.existing_credentials_from).toBe("2026-06-24");
    expect(parse(bodyOf(draft, noPolicy)).data).toEqual({
      second_factor_from: null,
      max_key_days: null,
      max_token_days: null,
      allowed_ranges: [],
      production_keys_role: "member",
      on_leak: "quarantine",
      existing_credentials_from: "2026-06-24T00:00:00Z",
    });
  });

  it("takes ranges by line or comma, and no day for never", () => {
    const typed = { ...draftOf(noPolicy, nowMs), allowed_ranges: " 203.0.113.0/24\n2001:db8::/32, 192.0.2.1 " };
    const body = bodyOf({ ...typed, existing_credentials_from: "", max_key_days: " 90 " }, noPolicy);
    expect(parse(body).data).toMatchObject({
      allowed_ranges: ["203.0.113.0/24", "2001:db8::/32", "192.0.2.1"],
      existing_credentials_from: null,
      max_key_days: 90,
    });
  });

  it("sends the moment of a day that was not changed as it was, and another day from its beginning", () => {
    const set = {
      ...noPolicy,
      second_factor_from: "2026-06-11T15:30:00.000Z",
      existing_credentials_from: "2026-07-01T00:00:00.000Z",
    };
    const draft = draftOf(set, nowMs);
    expect(bodyOf(draft, set)).toMatchObject({ second_factor_from: set.second_factor_from });
    const moved = bodyOf({ ...draft, second_factor_from: "2026-06-12" }, set);
    expect(moved).toMatchObject({ second_factor_from: "2026-06-12T00:00:00Z" });
  });

  it.each(["ninety", "0", "1.5", "-1", "9999"])("lets the contract refuse %s days", (days) => {
    const parsed = parse(bodyOf({ ...draftOf(noPolicy, nowMs), max_key_days: days }, noPolicy));
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([["max_key_days"]]);
  });
});
