import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { browserOf, createApp, decideAs, postForm, type TestApp, type TestBrowser } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { untilWaitedFor } from "@/lib/testing/until-waited-for";
import { listAuthorizedApps } from "./authorized-apps";
import { createGrant } from "./grants";

const { clock } = useTestRuntime();
const redirect_uri = "https://app.example.test/callback";
let user: TestUser;
let app: TestApp;
let browser: TestBrowser;

beforeEach(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  user = await createUser({ plan: "enterprise" });
  app = await createApp(user);
  browser = await browserOf(user);
});

afterEach(() => clock.set(Date.now()));

const url = () =>
  `/oauth/authorize?${new URLSearchParams({ client_id: app.clientId, redirect_uri, response_type: "code", scope: "prompts:read" })}`;
const agree = () => decideAs(browser, url(), { organization: user.principal.organizationId, decision: "allow" });

async function authorizeSilently(): Promise<URL> {
  const back = new URL((await browser.call(`GET ${url()}`)).headers.get("location") ?? "");
  expect(back.searchParams.has("code")).toBe(true);
  return back;
}

async function redeem(back: URL) {
  const form = { grant_type: "authorization_code", code: back.searchParams.get("code") ?? "", redirect_uri };
  return (await postForm("/oauth/token", { ...form, ...credentials() })).json;
}

const credentials = () => ({ client_id: app.clientId, client_secret: app.secret });
const grants = () =>
  runtime().database.prisma.oAuthArtifact.findMany({
    where: { model: "Grant", clientId: app.clientId },
    orderBy: { createdAt: "asc" },
  });

describe("authorizations that ask nothing", () => {
  it("leave no more grants than are of use, and end none that a device still lives on", async () => {
    await agree();
    clock.advance(1_000);
    const device = await redeem(await authorizeSilently());
    for (let page = 0; page < 30; page += 1) {
      clock.advance(700_000);
      await authorizeSilently();
    }
    // The first, the device's, and the newest two.
    expect(await grants()).toHaveLength(4);
    const form = { grant_type: "refresh_token", refresh_token: device.refresh_token, ...credentials() };
    expect((await postForm("/oauth/token", form)).status).toBe(200);
    const [shown] = (await listAuthorizedApps(user.principal)).data;
    const [first] = await grants();
    expect(shown?.first_authorized_at).toBe(first?.createdAt.toISOString());
  });

  it("take no grant from a code that is on its way", async () => {
    const back = await agree();
    await Promise.all(Array.from({ length: 10 }, authorizeSilently));
    expect((await redeem(back)).access_token).toBeDefined();
    expect(await grants()).toHaveLength(11);
  });

  it("let the app act no longer without a question than the user agreed to", async () => {
    await agree();
    clock.advance(86_400_000);
    await authorizeSilently();
    const [asked, silent] = await grants();
    expect(silent?.expiresAt).toEqual(asked?.expiresAt);
  });

  it("copy nothing that is just being withdrawn", async () => {
    await agree();
    const { pool } = runtime().database;
    const withdrawing = await pool.connect();
    try {
      await withdrawing.query("BEGIN");
      await withdrawing.query("DELETE FROM oauth_artifacts WHERE client_id = $1", [app.clientId]);
      const asked = browser.call(`GET ${url()}`);
      await untilWaitedFor(withdrawing);
      await withdrawing.query("COMMIT");
      expect((await asked).headers.get("location")).toMatch(/^\/consent\//);
    } finally {
      withdrawing.release();
    }
    expect(await grants()).toHaveLength(0);
  });
});

it("no number of grants hides another app from its user, or keeps them from withdrawing", async () => {
  const { pool, prisma } = runtime().database;
  const { organizationId } = user.principal;
  const other = await createApp(user, { name: "Seldom used" });
  const grant = { userId: user.id, organizationId, rejected: [] };
  await prisma.$transaction((tx) => createGrant(tx, { ...grant, appId: other.clientId, scopes: ["prompts:read"] }));
  const { access_token: token } = await redeem(await agree());
  expect((await callApi("GET /v1/prompts", { token })).status).toBe(200);
  await pool.query(
    `INSERT INTO oauth_artifacts (model, id_hash, grant_id, client_id, user_id, organization_id, payload, created_at, expires_at)
     SELECT 'Grant', 'many-' || n, 'many-' || n, client_id, user_id, organization_id, payload, $2, expires_at
       FROM oauth_artifacts, generate_series(1, 40000) AS n WHERE model = 'Grant' AND client_id = $1`,
    [app.clientId, new Date(clock.now() + 1_000)],
  );
  const { data } = await listAuthorizedApps(user.principal);
  expect(data.map(({ client_id, scopes }) => [client_id, scopes])).toEqual([
    [app.clientId, ["prompts:read"]],
    [other.clientId, ["prompts:read"]],
  ]);
  expect((await callApi(`DELETE /v1/authorized-apps/${app.clientId}`, { token: user.token })).status).toBe(204);
  expect(await grants()).toHaveLength(0);
  expect((await callApi("GET /v1/prompts", { token })).status).toBe(401);
});
