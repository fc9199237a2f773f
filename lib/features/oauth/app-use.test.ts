import { beforeAll, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { wholeSecond } from "@/lib/platform/whole-second";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { clientToken, createApp } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { listApps, readApp } from "./apps";
import { listAuthorizedApps } from "./authorized-apps";
import { createGrant } from "./grants";

const { clock } = useTestRuntime();
let owner: TestUser;

beforeAll(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  owner = await createUser({ plan: "enterprise" });
});

describe("when an app was last used", () => {
  it("is never, until it comes by a token; and does not go away with that token", async () => {
    const app = await createApp(owner);
    expect((await readApp(owner.principal, app.clientId)).last_used_at).toBeNull();
    const before = wholeSecond(new Date(clock.now()));
    await clientToken(app);
    const { last_used_at: used } = await readApp(owner.principal, app.clientId);
    expect(Date.parse(used ?? "")).toBeGreaterThanOrEqual(Date.parse(before));
    await runtime().database.prisma.oAuthArtifact.deleteMany({ where: { clientId: app.clientId } });
    const { data } = await listApps(owner.principal, { limit: 100 });
    expect(data.find(({ client_id }) => client_id === app.clientId)?.last_used_at).not.toBeNull();
  });

  it("is told to a user by their own tokens alone", async () => {
    const other = await createUser();
    const app = await createApp(owner);
    const { prisma } = runtime().database;
    const grant = { appId: app.clientId, scopes: ["prompts:read"], rejected: [] };
    const grantTo = ({ id, principal }: TestUser) =>
      prisma.$transaction((tx) => createGrant(tx, { ...grant, userId: id, organizationId: principal.organizationId }));
    await grantTo(owner);
    const grantedAt = wholeSecond(new Date(clock.now()));
    clock.advance(60_000);
    await grantTo(other);
    const { data } = await listAuthorizedApps(owner.principal);
    expect(data.find(({ client_id }) => client_id === app.clientId)?.last_used_at).toBe(grantedAt);
    expect((await readApp(owner.principal, app.clientId)).users).toBe(2);
    clock.set(Date.now());
  });
});
