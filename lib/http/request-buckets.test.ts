import { expect, test } from "vitest";
import { bucketSubject } from "./request-buckets";

test("a kind of credential with limits of its own is counted apart from the organization's others", () => {
  const principal = { kind: "oauth-token", organizationId: "org_1", credentialId: "cred_1" } as const;
  expect(bucketSubject("prompts", principal, null, false)).toBe("org:org_1");
  expect(bucketSubject("prompts", principal, null, true)).toBe("org:org_1/oauth-token");
  expect(bucketSubject("dashboard", { ...principal, kind: "dashboard-session" }, null, false)).toBe("session:cred_1");
  expect(bucketSubject("sign-in", null, "203.0.113.9", false)).toBe("ip:203.0.113.9");
});
