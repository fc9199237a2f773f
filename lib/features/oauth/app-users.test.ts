import { expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { createApp } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { readFirstApp } from "./first-app";
import { createGrant } from "./grants";

const { clock } = useTestRuntime();

async function authorize(appId: string, user: TestUser, organizationId: string): Promise<void> {
  clock.advance(1_000);
  const grant = { appId, userId: user.id, organizationId, scopes: ["prompts:read"], rejected: [] };
  await runtime().database.prisma.$transaction((tx) => createGrant(tx, grant));
}

it("an app's users are its organization's own members, each once and page by page; others are a number", async () => {
  clock.set(Date.now());
  const [owner, member, stranger] = [await createUser(), await createUser(), await createUser()];
  const { organizationId } = owner.principal;
  await runtime().database.prisma.membership.create({ data: { organizationId, userId: member.id, role: "member" } });
  const { clientId } = await createApp(owner);
  const path = `/v1/oauth-apps/${clientId}/users`;
  await authorize(clientId, member, organizationId);
  await authorize(clientId, owner, organizationId);
  await authorize(clientId, owner, organizationId);
  await authorize(clientId, stranger, stranger.principal.organizationId);
  const first = (await callApi(`GET ${path}?limit=1`, { token: owner.token })).json;
  const second = (await callApi(`GET ${path}?limit=1&cursor=${first.next_cursor}`, { token: owner.token })).json;
  expect([...first.data, ...second.data].map(({ email }: { email: string }) => email)).toEqual([
    owner.email,
    member.email,
  ]);
  expect(second.next_cursor).toBeNull();
  expect((await callApi(`GET /v1/oauth-apps/${clientId}`, { token: owner.token })).json.users).toBe(3);
  expect((await callApi(`GET ${path}`, { token: stranger.token })).status).toBe(404);
  expect((await callApi(`GET ${path}?cursor=nonsense`, { token: owner.token })).status).toBe(400);
  // A member who has left is no user of the organization's any more.
  await runtime().database.prisma.membership.deleteMany({ where: { userId: member.id, organizationId } });
  expect((await callApi(`GET ${path}`, { token: owner.token })).json.data).toHaveLength(1);
});

it("an organization's first app, and the first user that lets one of its apps act, are told to it and to no other", async () => {
  const [owner, user, other] = [await createUser(), await createUser(), await createUser()];
  expect(await readFirstApp(owner.principal)).toEqual({ hasApp: false, hasUser: false });
  const { clientId } = await createApp(owner);
  expect(await readFirstApp(owner.principal)).toEqual({ hasApp: true, hasUser: false });
  await authorize(clientId, user, user.principal.organizationId);
  expect(await readFirstApp(owner.principal)).toEqual({ hasApp: true, hasUser: true });
  expect(await readFirstApp(other.principal)).toEqual({ hasApp: false, hasUser: false });
});
