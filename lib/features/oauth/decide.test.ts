import { beforeAll, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { createUser } from "@/lib/testing/factories";
import { browserOf, createApp, decideAs, postForm, type TestApp, type TestBrowser } from "@/lib/testing/oauth";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const device = "urn:ietf:params:oauth:grant-type:device_code";
let app: TestApp;
let browser: TestBrowser;
let organization: string;

beforeAll(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  const publisher = await createUser({ plan: "enterprise" });
  app = await createApp(publisher, { grant_types: ["authorization_code", device], scopes: ["organization:admin"] });
  const { member } = await createTeam();
  browser = await browserOf(member);
  organization = member.principal.organizationId;
});

const grants = () =>
  runtime().database.prisma.oAuthArtifact.count({ where: { model: "Grant", clientId: app.clientId } });

it("a user whose role lets them hand on nothing of it grants nothing: the app gets access_denied and no token", async () => {
  const query = { client_id: app.clientId, redirect_uri: "https://app.example.test/callback", response_type: "code" };
  const url = `/oauth/authorize?${new URLSearchParams(query)}`;
  const back = await decideAs(browser, url, { organization, decision: "allow" });
  expect(back.searchParams.get("error")).toBe("access_denied");

  const client = { client_id: app.clientId, client_secret: app.secret };
  const { json } = await postForm("/oauth/device_authorization", client);
  const body = new URLSearchParams({ user_code: json.user_code, decision: "allow", organization }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
  const decided = await browser.call("POST /oauth/device", { body, headers });
  expect(decided.headers.get("location")).toBe("/device?result=denied");
  const asked = await postForm("/oauth/token", { grant_type: device, device_code: json.device_code, ...client });
  expect([asked.status, asked.json.error]).toEqual([400, "access_denied"]);
  expect(await grants()).toBe(0);
});

it("a session that was left open lets no app and no device act for its user, until they have proved who they are", async () => {
  const publisher = await createUser({ plan: "enterprise" });
  const own = await createApp(publisher, { grant_types: ["authorization_code", device], scopes: ["prompts:read"] });
  const here = await browserOf(publisher);
  const where = { userId: publisher.id, kind: "dashboard" } as const;
  const { session, oAuthArtifact } = runtime().database.prisma;
  const granted = () => oAuthArtifact.count({ where: { model: "Grant", clientId: own.clientId } });
  const client = { client_id: own.clientId, client_secret: own.secret };
  const { user_code } = (await postForm("/oauth/device_authorization", client)).json;
  const allow = async () => {
    const form = { user_code, decision: "allow", organization: publisher.principal.organizationId };
    const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
    const body = new URLSearchParams(form).toString();
    return (await here.call("POST /oauth/device", { body, headers })).headers.get("location");
  };
  const query = {
    ...client,
    client_secret: "",
    redirect_uri: "https://app.example.test/callback",
    response_type: "code",
  };
  const begun = await here.call(`GET /oauth/authorize?${new URLSearchParams(query)}`);
  const uid = begun.headers.get("location")?.split("/").at(-1);
  await session.updateMany({ where, data: { createdAt: new Date(clock.now() - 11 * 60_000) } });
  expect(await allow()).toBe(`/device?user_code=${user_code}&step=confirm`);
  const body = new URLSearchParams({ decision: "allow", organization: publisher.principal.organizationId }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
  const decided = await here.call(`POST /oauth/authorize/${uid}`, { body, headers });
  expect(decided.headers.get("location")).toBe(`/consent/${uid}`);
  expect(await granted()).toBe(0);
  await session.updateMany({ where, data: { confirmedAt: new Date(clock.now()) } });
  expect(await allow()).toBe("/device?result=allowed");
  expect(await granted()).toBe(1);
});
