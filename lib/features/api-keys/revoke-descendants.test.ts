import { describe, expect, it } from "vitest";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { open } = useTestRuntime();

const scopes = ["read:memories"];
const make = async (
  token: string,
  body: object = { name: "child", scopes },
): Promise<{ id: string; secret: string }> => {
  const { json } = await callApi("POST /api/v1/api-keys", { token, body });
  return { id: json.data.id, secret: json.key };
};
const rotate = async (token: string, id: string, grace_period_seconds = 0) => {
  const { json } = await callApi(`POST /api/v1/api-keys/${id}/rotate`, { token, body: { grace_period_seconds } });
  return { id: json.data.id, secret: json.key as string };
};
const revoke = ({ token }: TestUser, keyId: string) =>
  callApi("POST /api/v1/api-keys/revoke", { token, body: { keyId, descendants: true } });
const statuses = async ({ token }: TestUser): Promise<Record<string, string>> => {
  const { data } = (await callApi("GET /api/v1/api-keys?limit=100", { token })).json;
  return Object.fromEntries(data.map((key: Json) => [key.id, key.status]));
};

describe("keys that were made with a key", () => {
  it("name it, and end with it", async () => {
    const user = await createUser({ plan: "enterprise" });
    const [parent, other] = [await createKey(user, { scopes: ["read:memories"] }), await createKey(user)];
    const child = await make(parent.secret);
    const grandchild = await make(child.secret);
    const listed = (await callApi("GET /api/v1/api-keys", { token: user.token })).json.data;
    expect(listed.find((key: Json) => key.id === child.id)).toMatchObject({
      createdBy: null,
      createdByKey: { id: parent.id, name: "Test key" },
    });
    expect((await callApi(`DELETE /api/v1/api-keys/${parent.id}`, { token: user.token })).status).toBe(204);
    expect(await statuses(user)).toEqual({
      [parent.id]: "revoked",
      [child.id]: "revoked",
      [grandchild.id]: "revoked",
      [other.id]: "active",
    });
    for (const { secret } of [child, grandchild]) {
      expect((await callApi("GET /api/v1/memories", { token: secret })).status).toBe(401);
    }
    const events = await open().database.prisma.event.findMany({
      where: { organizationId: user.id, type: "key.revoked", subjectId: grandchild.id },
    });
    expect(events).toMatchObject([{ data: { key_id: grandchild.id, revoked_with: parent.id } }]);
  });

  it("are found through every rotation, also by others, and the count is told", async () => {
    const user = await createUser({ plan: "enterprise" });
    const root = await make(user.token);
    const child = await make(root.secret);
    const renewedChild = await rotate(user.token, child.id, 600);
    const ofRenewed = await make(renewedChild.secret);
    const byItself = await rotate(root.secret, root.id, 600);
    expect((await revoke(user, byItself.id)).json.data).toMatchObject({ keyId: byItself.id, descendantsRevoked: 3 });
    expect(await statuses(user)).toEqual({
      [root.id]: "active",
      [byItself.id]: "revoked",
      [child.id]: "revoked",
      [renewedChild.id]: "revoked",
      [ofRenewed.id]: "revoked",
    });
  });

  it("go on with the key that its owner put in its place, which is none of them, unless they are to end", async () => {
    const user = await createUser();
    const leaked = await make(user.token);
    const child = await make(leaked.secret);
    const successor = await rotate(user.token, leaked.id, 600);
    await callApi(`DELETE /api/v1/api-keys/${leaked.id}`, { token: user.token });
    expect(await statuses(user)).toMatchObject({ [child.id]: "active", [successor.id]: "active" });
    expect((await callApi("GET /api/v1/memories", { token: child.secret })).status).toBe(200);
    await revoke(user, leaked.id);
    expect(await statuses(user)).toMatchObject({ [child.id]: "revoked", [successor.id]: "active" });
  });

  it("end with a rotation where that is asked for, and else go on with the new key until that one ends", async () => {
    const user = await createUser();
    const [kept, ended] = [await make(user.token), await make(user.token)];
    const [ofKept, ofEnded] = [await make(kept.secret), await make(ended.secret)];
    const { id } = await rotate(user.token, kept.id);
    await callApi(`POST /api/v1/api-keys/${ended.id}/rotate`, { token: user.token, body: { descendants: true } });
    expect(await statuses(user)).toMatchObject({ [ofKept.id]: "active", [ofEnded.id]: "revoked" });
    await callApi(`DELETE /api/v1/api-keys/${id}`, { token: user.token });
    expect((await callApi("GET /api/v1/memories", { token: ofKept.secret })).status).toBe(401);
  });

  it("end too when they are being made at the same moment", async () => {
    const user = await createUser({ plan: "enterprise" });
    for (let round = 0; round < 5; round++) {
      const parent = await make(user.token);
      const children = Array.from({ length: 4 }, () =>
        callApi("POST /api/v1/api-keys", { token: parent.secret, body: { name: "child", scopes } }),
      );
      const [revoked, ...made] = await Promise.all([revoke(user, parent.id), ...children]);
      expect([200, ...made.map(({ status }) => status)].every((status) => [200, 201, 401].includes(status))).toBe(true);
      expect(revoked?.status).toBe(200);
    }
    expect(new Set(Object.values(await statuses(user)))).toEqual(new Set(["revoked"]));
  });

  it("of one maker leave alone what another key made", async () => {
    const user = await createUser();
    const parent = await make(user.token, { name: "parent", scopes: ["read:memories", "write:memories"] });
    const caller = await make(user.token);
    const narrow = await make(parent.secret);
    const wide = await make(parent.secret, { name: "wide", scopes: ["write:memories"] });
    const grand = await make(narrow.secret);
    await callApi("POST /api/v1/api-keys/revoke", {
      token: caller.secret,
      body: { keyId: narrow.id, descendants: true },
    });
    expect(await statuses(user)).toMatchObject({
      [narrow.id]: "revoked",
      [grand.id]: "revoked",
      [wide.id]: "active",
      [parent.id]: "active",
    });
  });
});
