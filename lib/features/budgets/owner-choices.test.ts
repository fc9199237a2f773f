import { beforeEach, describe, expect, it } from "vitest";
import { callApi, type Json } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

useTestRuntime();
let admin: TestUser;
beforeEach(async () => {
  admin = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(admin);
});

const found = async (query: string, user = admin): Promise<string[]> => {
  const answer = await callApi(`GET /api/dashboard/budgets/${query}`, { headers: await dashboardHeaders(user) });
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.json.data.map(({ name }: Json) => name);
};
const keyOf = (name: string, more: object = {}) => createKey(admin, { name, scopes: ["prompts:read"], ...more });
const customerOf = async (external_id: string, name: string): Promise<string> =>
  (await callApi("POST /api/v1/customers", { token: admin.token, body: { external_id, name } })).json.data.id;

describe("whom a budget can be of", () => {
  it("is found by name and by what else it is known by, as far as a budget of its level can be of it", async () => {
    const customer_id = await customerOf("studio-7", "Studio Seven");
    await customerOf("100%", "");
    const key = await keyOf("Production key");
    await keyOf("Theirs", { customer_id });
    expect((await found("owners?of=key")).toSorted()).toEqual(["Production key", "Theirs"]);
    expect(await found("keys")).toEqual(["Production key"]);
    expect(await found("owners?of=key&search=KEY")).toEqual(["Production key"]);
    expect(await found(`keys?id=${key.id}`)).toEqual(["Production key"]);
    expect(await found(`keys?search=${key.secret.slice(0, 10)}`)).toContain("Production key");
    expect(await found(`keys?search=${encodeURIComponent(`…${key.secret.slice(-4)}`)}`)).toEqual(["Production key"]);
    expect(await found("owners?of=customer&search=seven")).toEqual(["Studio Seven"]);
    expect(await found("owners?of=customer&search=studio-")).toEqual(["Studio Seven"]);
    expect(await found("owners?of=customer&search=%25")).toEqual(["100%"]);
    expect(await found(`owners?of=customer&id=${customer_id}`)).toEqual(["Studio Seven"]);
  });

  it("is of a line of keys the one that replaced the others, and none that was revoked", async () => {
    const [old, revoked] = [await keyOf("Old"), await keyOf("Revoked")];
    const rotated = await callApi(`POST /api/v1/api-keys/${old.id}/rotate`, { token: admin.token, body: {} });
    await callApi(`PATCH /api/v1/api-keys/${rotated.json.data.id}`, { token: admin.token, body: { name: "New" } });
    await callApi(`DELETE /api/v1/api-keys/${revoked.id}`, { token: admin.token });
    expect(await found("keys")).toEqual(["New"]);
    expect(await found("owners?of=key")).toEqual(["New"]);
  });

  it("is none of another organization's, by name nor by id", async () => {
    const [key, customer] = [await keyOf("Mine"), await customerOf("mine", "Mine")];
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    for (const query of ["keys?search=mine", `keys?id=${key.id}`, "owners?of=key", `owners?of=customer&id=${customer}`])
      expect(await found(query, stranger)).toEqual([]);
  });
});
