import { beforeAll, describe, expect, it, vi } from "vitest";
import { deleteAccount } from "@/lib/features/accounts/delete-account";
import { setInstanceAdmin } from "@/lib/features/administration/users";
import { removeMember } from "@/lib/features/organizations/change-member";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { again, createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { open } = useTestRuntime();

let first: TestUser;
beforeAll(async () => {
  // The first user to register administers the deployment.
  first = await createUser();
});

/** An organization with two people who administer the deployment, and a service key that one of them made. */
async function createService() {
  const team = await createTeam();
  for (const { id } of [team.owner, team.admin]) await setInstanceAdmin(first.principal, id, true);
  const [owner, maker] = [await again(team.owner), await again(team.admin)];
  return { owner, maker, key: await createKey(maker, { scopes: ["keys:verify"] }) };
}

const asks = async (token: string) =>
  (await callApi("POST /api/v1/keys/verify", { token, body: { key: "unknown" } })).status;
const listed = async ({ token }: TestUser, status: string) =>
  (await callApi(`GET /api/v1/api-keys?status=${status}`, { token })).json.data.map((key: Json) => key.id);

describe("a trusted service's key", () => {
  it("counts only while its maker administers the deployment, and shows it", async () => {
    const { owner, maker, key } = await createService();
    expect(await asks(key.secret)).toBe(200);
    expect(await listed(owner, "active")).toEqual([key.id]);
    await setInstanceAdmin(first.principal, maker.id, false);
    expect(await asks(key.secret)).toBe(401);
    expect([await listed(owner, "active"), await listed(owner, "suspended")]).toEqual([[], [key.id]]);
    await setInstanceAdmin(first.principal, maker.id, true);
    expect(await asks(key.secret)).toBe(200);
    expect(await listed(owner, "suspended")).toEqual([]);
  });

  it("ends with its maker's account", async () => {
    const { owner, maker, key } = await createService();
    expect(await asks(key.secret)).toBe(200);
    await deleteAccount(maker.principal, { password: testPassword });
    expect(await asks(key.secret)).toBe(401);
    expect(await listed(owner, "suspended")).toEqual([key.id]);
  });

  it("is taken over only by the administrator who rotates it", async () => {
    const { owner, maker, key } = await createService();
    await setInstanceAdmin(first.principal, maker.id, false);
    const rotate = (token: string) => callApi(`POST /api/v1/api-keys/${key.id}/rotate`, { token });
    expect((await rotate(maker.token)).status).toBe(403);
    const rotated = await rotate(owner.token);
    expect(rotated.json.data).toMatchObject({
      status: "active",
      vouchedBy: { id: owner.id },
      createdBy: { id: maker.id },
    });
    expect(await asks(rotated.json.key)).toBe(200);
    await setInstanceAdmin(first.principal, owner.id, false);
    expect(await asks(rotated.json.key)).toBe(401);
  });

  it("goes on when its maker leaves the organization and still administers the deployment", async () => {
    const { owner, maker, key } = await createService();
    await removeMember(owner.principal, maker.id, "keep");
    expect(await asks(key.secret)).toBe(200);
    await setInstanceAdmin(first.principal, maker.id, false);
    expect(await asks(key.secret)).toBe(401);
  });

  it("costs no query once it is known", async () => {
    const { key } = await createService();
    expect(await asks(key.secret)).toBe(200);
    const query = vi.spyOn(open().database.gate, "query");
    expect((await open().directory.checkBearer(key.secret)).ok).toBe(true);
    expect(query).not.toHaveBeenCalled();
    query.mockRestore();
  });
});
