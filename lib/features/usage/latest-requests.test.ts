import { beforeEach, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { type LatestRequest, latestTold } from "./contract";
import { hasCalled } from "./has-called";
import { getLatestRequests } from "./latest-requests";

const { clock } = useTestRuntime();
beforeEach(() => clock.advance(60_000));

const seenBy = async (user: TestUser): Promise<{ data: LatestRequest[]; kept: boolean }> =>
  (await callApi("GET /api/dashboard/usage/latest", { headers: await dashboardHeaders(user) })).json;

it("tells who sent what to which product and how it was answered, newest first and no more than are shown", async () => {
  const user = await createUser();
  const key = await createKey(user, { name: "Shop", scopes: ["prompts:read"] });
  for (let count = 0; count < latestTold; count += 1) await callApi("GET /v1/prompts", { token: key.secret });
  clock.advance(1_000);
  await callApi("POST /v1/prompts", { token: key.secret, body: { name: "x" } });
  const { data, kept } = await seenBy(user);
  expect([data.length, kept]).toEqual([latestTold, true]);
  expect(data[0]).toMatchObject({
    credentialId: key.id,
    credential: "Shop",
    productLabel: "Prompts",
    environment: "production",
    endpoint: "POST /v1/prompts",
    status: 403,
    code: "FORBIDDEN",
    at: new Date(clock.now()).toISOString(),
  });
  expect(data[1]).toMatchObject({ endpoint: "GET /v1/prompts", status: 200, code: null });
  expect(JSON.stringify(data)).not.toContain(key.secret);
});

it("shows an operator's own product, whose gateway asks about its keys", async () => {
  const admin = await createUser();
  await makeInstanceAdmin(admin);
  const images = {
    label: "Images",
    description: "Albums.",
    keys: { production: "img_live_", development: "img_test_" },
    scopes: [{ id: "images:read", description: "See images" }],
    limits: { free: { per_minute: 60, burst: 10 } },
  };
  const document = { version: 1, products: { images } };
  expect((await callApi("PUT /api/v1/catalogue", { token: admin.token, body: { document } })).status).toBe(200);
  const user = await createUser();
  const { secret } = await createKey(user, { name: "Album app", scopes: ["images:read"], environment: "development" });
  const asked = await callApi("GET /api/v1/forward-auth?scope=images:read&environment=any", { token: secret });
  expect(asked.status).toBe(200);
  const asking = ["GET /api/v1/forward-auth"];
  expect([await hasCalled(user.principal, asking), await hasCalled(admin.principal, asking)]).toEqual([true, false]);
  const { data } = await seenBy(user);
  expect(data).toMatchObject([
    { credential: "Album app", productLabel: "Images", environment: "development", status: 200 },
  ]);
});

it("shows members what their own keys and tokens sent, admins what everybody's did, and strangers nothing", async () => {
  const team = await createTeam();
  const own = await createKey(team.member, { name: "own", scopes: ["prompts:read"] });
  const others = await createKey(team.admin, { name: "others", scopes: ["prompts:read"] });
  for (const { secret } of [own, others, own]) {
    await callApi("GET /v1/prompts", { token: secret });
    clock.advance(1_000);
  }
  const names = async (user: TestUser) =>
    (await getLatestRequests(user.principal)).data.map(({ credential }) => credential);
  expect(await names(team.member)).toEqual(["own", "own"]);
  expect(await names(team.admin)).toEqual(["own", "others", "own"]);
  expect(await names(await createUser())).toEqual([]);
});

it("shows nothing where the organization keeps none, and says so, and nothing older than seven days", async () => {
  const [keeping, forgetting] = [await createUser(), await createUser()];
  for (const user of [keeping, forgetting]) {
    await callApi("GET /v1/prompts", { token: (await createKey(user, { scopes: ["prompts:read"] })).secret });
    expect((await seenBy(user)).data).toHaveLength(1);
  }
  await callApi("PATCH /v1/organization", { token: forgetting.token, body: { keeps_requests: false } });
  expect(await seenBy(forgetting)).toEqual({ data: [], kept: false });
  clock.advance(7 * 86_400_000 + 1);
  expect(await seenBy(keeping)).toEqual({ data: [], kept: true });
});
