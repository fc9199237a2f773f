import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callApi, type Json } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, proveAddress, type TestUser, testPassword } from "@/lib/testing/factories";
import { addApp, addPasskey, newBrowser, signInOnPage } from "@/lib/testing/factors";
import { createSoftwareAuthenticator } from "@/lib/testing/software-authenticator";
import { createTeam, inviteLink } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { sections } from "./sections";

const { clock, open } = useTestRuntime();
beforeAll(async () => {
  await createUser({ email: "admin@example.test" });
});
beforeEach(() => clock.advance(60_000));

const path = "GET /api/user/me/export";
async function exportOf(token: string): Promise<Json> {
  const answer = await callApi(path, { token });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  return answer.json;
}

/** Somebody with something in most places. */
async function busyUser(): Promise<{ user: TestUser; secrets: string[] }> {
  const user = await createUser({ plan: "pro" });
  const { token } = user;
  const browser = newBrowser();
  expect((await signInOnPage(browser, user.email)).status).toBe(200);
  const { secret, recoveryCodes } = await addApp(browser, clock.now());
  expect((await addPasskey(browser, createSoftwareAuthenticator(), "My laptop")).status).toBe(201);
  await open().database.prisma.identity.create({ data: { provider: "github", subject: user.id, userId: user.id } });
  const pat = await callApi("POST /api/user/tokens", { token, body: { name: "My token" } });
  const key = await createKey(user, { name: "My key" });
  await callApi("POST /v1/prompts", { token, body: { name: "My prompt", content: "Hello {{name}}" } });
  await callApi("POST /api/v1/memories", { token, body: { content: "I like tea" } });
  await callApi("POST /v1/datasets", { token, body: { name: "My dataset", rows: [{ variables: { name: "Ada" } }] } });
  const hook = await callApi("POST /v1/webhooks", {
    token,
    body: { url: "https://hooks.example.test/", events: ["prompt.created"] },
  });
  const app = await callApi("POST /v1/oauth-apps", {
    token,
    body: { name: "My app", redirect_uris: ["https://app.example.test/"], scopes: ["prompts:read"] },
  });
  await callApi("POST /api/user/me/verify-email", { token });
  const invitation = await inviteLink(user, "guest@example.test");
  const mails = await open().database.prisma.mail.findMany({ where: { recipient: user.email } });
  const links = mails.flatMap(({ text }) => [...(/#token=(\w+)/.exec(text)?.slice(1) ?? [])]);
  // But those that are a word, such as how the browser signed in last.
  const cookies = [...browser.cookies.values()].filter(({ length }) => length >= 20);
  const made = [pat.json.token, key.secret, hook.json.secret, app.json.client_secret, secret];
  return { user, secrets: [token, ...made, ...recoveryCodes, invitation, ...links, ...cookies] };
}

describe("the export of one's own data", () => {
  it("holds everything of the user's by table, valid to the last brace, and no secret nor a hash of one", async () => {
    const { user, secrets } = await busyUser();
    await proveAddress(user);
    const data = await exportOf(user.token);
    expect(data.account).toMatchObject({ id: user.id, email: user.email, has_password: true });
    expect(Object.keys(data)).toEqual(["exported_at", "account", ...sections.map(({ name }) => name)]);
    const names = (section: string) => data[section].map(({ name }: { name: string }) => name);
    expect(names("personal_access_tokens")).toEqual(["My token"]);
    expect(names("api_keys")).toEqual(["My key"]);
    expect(names("prompts")).toEqual(["My prompt"]);
    expect(data.prompt_versions).toMatchObject([{ content: "Hello {{name}}", version: 1 }]);
    expect(data.memories).toMatchObject([{ content: "I like tea" }]);
    expect(data.dataset_rows).toMatchObject([{ variables: { name: "Ada" } }]);
    expect(data.webhooks).toMatchObject([{ url: "https://hooks.example.test/" }]);
    expect(names("oauth_apps")).toEqual(["My app"]);
    expect(data.invitations_sent).toMatchObject([{ email: "guest@example.test" }]);
    expect(data.mails.map(({ subject }: { subject: string }) => subject)).toContain("Verify your email address");
    expect(data.sessions.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual(["api", "dashboard"]);
    expect(data.sign_in_providers).toMatchObject([{ provider: "github", subject: user.id }]);
    expect(names("passkeys")).toEqual(["My laptop"]);
    const lengths = [data.authenticator_apps, data.recovery_codes, data.known_devices].map(({ length }) => length);
    expect(lengths).toEqual([1, 10, 2]);
    expect(data.events.map(({ type }: { type: string }) => type)).toContain("user.data_exported");
    expect(data.sessions[0].created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const text = JSON.stringify(data);
    for (const secret of secrets) expect([secret, text.includes(secret)]).toEqual([secret, false]);
    const { prisma } = open().database;
    const hashes = [
      (await prisma.apiKey.findMany()).map(({ secretHash }) => secretHash),
      (await prisma.personalAccessToken.findMany()).map(({ secretHash }) => secretHash),
      (await prisma.user.findMany()).flatMap(({ passwordHash }) => passwordHash ?? []),
      (await prisma.authenticator.findMany()).map(({ sealedSecret }) => sealedSecret),
      (await prisma.recoveryCode.findMany()).map(({ codeHash }) => codeHash),
      (await prisma.knownDevice.findMany()).map(({ deviceHash }) => deviceHash),
      (await prisma.passkey.findMany()).flatMap(({ publicKey }) =>
        (["base64", "base64url", "hex"] as const).map((coding) => Buffer.from(publicKey).toString(coding)),
      ),
    ];
    for (const kind of hashes) expect(kind).not.toEqual([]);
    for (const hash of hashes.flat()) expect([hash, text.includes(hash)]).toEqual([hash, false]);
  });

  it("goes on over as many rows as there are", async () => {
    const user = await createUser();
    await open().database.prisma.memory.createMany({
      data: Array.from({ length: 450 }, (_, index) => ({
        id: `mem_${String(index).padStart(4, "0")}`,
        organizationId: user.id,
        environment: "production" as const,
        content: `No. ${index}`,
        type: "semantic" as const,
      })),
    });
    const { memories } = await exportOf(user.token);
    expect(new Set(memories.map(({ content }: { content: string }) => content)).size).toBe(450);
  });

  it("holds nothing of others: of an organization of several only what the user made there, and nothing once they left", async () => {
    const { owner, member, id } = await createTeam();
    await callApi("POST /v1/prompts", { token: owner.token, body: { name: "The owner's", content: "secret plan" } });
    await callApi("POST /v1/prompts", { token: member.token, body: { name: "The member's", content: "mine" } });
    const mine = await exportOf(member.token);
    expect(mine.organizations.map((one: { id: string }) => one.id)).toContain(id);
    expect(mine.prompts.map(({ name }: { name: string }) => name)).toEqual(["The member's"]);
    expect(JSON.stringify(mine)).not.toContain("secret plan");
    expect(JSON.stringify(mine)).not.toContain(owner.email);
    await callApi(`DELETE /v1/organization/members/${member.id}`, { token: owner.token });
    expect((await exportOf(member.token)).prompts).toEqual([]);
  });

  it("asks for a sign-in of the last ten minutes, and no token or key but the session's may ask", async () => {
    const user = await createUser({ plan: "pro" });
    const pat = await callApi("POST /api/user/tokens", { token: user.token, body: { name: "CI" } });
    expect((await callApi(path, { token: pat.json.token })).status).toBe(403);
    const headers = await dashboardHeaders(user);
    const page = () => callApi("GET /api/dashboard/user/me/export", { headers });
    expect((await page()).status).toBe(200);
    clock.advance(10 * 60_000 + 1_000);
    expect((await callApi(path, { token: user.token })).status).toBe(403);
    const asked = await page();
    expect([asked.status, asked.json.error.code]).toEqual([403, "REAUTHENTICATION_REQUIRED"]);
  });

  it("tells what came to an address, mails and invitations, to nobody who has not proved that it is theirs", async () => {
    const { owner } = await createTeam("Secret plans");
    const stranger = await createUser({ email: "chief@corp.test" });
    await inviteLink(owner, stranger.email);
    await callApi("POST /api/user/me/verify-email", { token: stranger.token });
    expect(await exportOf(stranger.token)).toMatchObject({ invitations_received: [], mails: [] });
    await proveAddress(stranger);
    const data = await exportOf(stranger.token);
    expect(data.invitations_received).toMatchObject([{ organization: "Secret plans" }]);
    expect(data.mails).not.toEqual([]);
  });

  it("is recorded with the address that it went to", async () => {
    const user = await createUser();
    await callApi(path, { token: user.token, address: "203.0.113.77" });
    const where = { organizationId: user.id, type: "user.data_exported" };
    const [event] = await open().database.prisma.event.findMany({ where });
    expect(event).toMatchObject({ actorId: user.id, data: { outcome: "success", address: "203.0.113.77" } });
  });

  it("is made five times an hour at most, also where all are asked for at once", async () => {
    const { email, token } = await createUser();
    const answers = await Promise.all(Array.from({ length: 8 }, () => callApi(path, { token })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    const told = ["retry-after", "x-ratelimit-retry-after", "x-ratelimit-remaining"];
    expect(told.map((name) => refused?.headers.get(name))).toEqual(["3600", "3600", "0"]);
    clock.advance(3_599_999);
    const body = { email, password: testPassword };
    const { access_token: later } = (await callApi("POST /api/auth/login", { body })).json;
    expect((await callApi(path, { token: later })).status).toBe(429);
    clock.advance(1);
    expect((await callApi(path, { token: later })).status).toBe(200);
  });

  it("reads every table by each of its columns that names a user, but those with a reason", async () => {
    const naming = ["user_id", "created_by_id", "invited_by_id", "vouched_by_id", "actor_id", "recipient", "email"];
    const { rows } = await open().database.pool.query<{ table: string; column: string }>(
      `SELECT table_name AS table, column_name AS column FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = ANY($1)`,
      [naming],
    );
    const reasons: Record<string, string> = {
      "one_time_tokens.user_id": "hashes of links and steps that are good for minutes or days; the mails name them",
      "key_expiry_mails.user_id": "of which keys they were told; the mails name them",
      "email_proofs.email": "hashes of mailed links; the mails name them",
      "email_proofs.user_id": "the same",
      "identities.email": "what the provider said; it is shown with the identity, which user_id names",
      "users.email": "the account's own",
    };
    /** By the name that the section's own query gives the table. */
    const isReadBy = (sql: string, { table, column }: { table: string; column: string }) => {
      const alias = new RegExp(`(?:FROM|JOIN) ${table} (\\w+)`).exec(sql)?.[1];
      return new RegExp(`(?:FROM|JOIN) ${table} WHERE ${column} = |\\b${alias}\\.${column} = `).test(sql);
    };
    const unread = rows
      .filter((row) => !sections.some(({ sql }) => isReadBy(sql, row)))
      .map(({ table, column }) => `${table}.${column}`);
    expect(unread.toSorted()).toEqual(Object.keys(reasons).toSorted());
  });
});

describe("what a deletion says before", () => {
  it("counts what ends and stays, and says what becomes of each organization; the deletion then does just that", async () => {
    const { user } = await busyUser();
    const { owner, member, id } = await createTeam();
    const look = async (token: string) => (await callApi("GET /api/user/me/deletion", { token })).json;
    expect(await look(user.token)).toMatchObject({
      blocked: false,
      last_administrator: false,
      access: {
        sessions: 2,
        tokens: 1,
        own_keys: 1,
        organization_keys: 0,
        attended_keys: 0,
        authorized_apps: 0,
        invitations: 1,
      },
      organizations: [{ id: user.id, role: "owner", members: 1, on_deletion: "deleted" }],
    });
    const held = await look(owner.token);
    expect(held.blocked).toBe(true);
    expect(held.organizations).toContainEqual(expect.objectContaining({ id, members: 3, on_deletion: "blocks" }));
    expect((await look(member.token)).organizations).toContainEqual(
      expect.objectContaining({ id, on_deletion: "left" }),
    );
    const remove = ({ token }: TestUser) => callApi("DELETE /api/user/me", { token, body: { password: testPassword } });
    expect((await remove(owner)).status).toBe(409);
    expect((await remove(member)).status).toBe(204);
    const { prisma } = open().database;
    expect(await prisma.organization.count({ where: { id: { in: [id, member.id] } } })).toBe(1);
  });

  it("says that the last administrator stays", async () => {
    const login = await callApi("POST /api/auth/login", {
      body: { email: "admin@example.test", password: testPassword },
    });
    const { json } = await callApi("GET /api/user/me/deletion", { token: login.json.access_token });
    expect(json).toMatchObject({ blocked: true, last_administrator: true });
  });
});
