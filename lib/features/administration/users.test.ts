import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { jobHandlers } from "@/lib/background";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser, testPassword } from "@/lib/testing/factories";
import { addApp, addPasskey, newBrowser, signedInUser, signInOnPage } from "@/lib/testing/factors";
import { gitHubClient } from "@/lib/testing/github-stand-in";
import { createSoftwareAuthenticator } from "@/lib/testing/software-authenticator";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

let admin: TestUser;
beforeAll(async () => {
  clock.set(Date.now());
  admin = await createUser({ email: "admin@example.test" });
});
beforeEach(() => clock.advance(60_000));

const users = "/api/v1/admin/users";
const asAdmin = (target: string, token = admin.token) => callApi(target, { token });
const detailOf = async (id: string) => (await asAdmin(`GET ${users}/${id}`)).json.data;
const login = (email: string, password = testPassword) =>
  callApi("POST /api/auth/login", { body: { email, password }, address: `203.0.113.${clock.now() % 250}` });
const eventsOf = (organizationId: string, type: string) =>
  open().database.prisma.event.findMany({ where: { organizationId, type } });

it("asks the last administrator for a new password only where a mail server can send them the link", async () => {
  const ask = async () => (await asAdmin(`POST ${users}/${admin.id}/require-password-reset`)).status;
  expect(await ask()).toBe(409);
  expect((await login(admin.email)).status).toBe(200);
  open().settings.smtpUrl = "smtp://mail.test";
  expect(await ask()).toBe(200);
  open().settings.smtpUrl = null;
  expect((await login(admin.email)).status).toBe(403);
  await open().database.prisma.user.update({ where: { id: admin.id }, data: { passwordResetAskedAt: null } });
  admin = { ...admin, token: (await login(admin.email)).json.access_token };
});

it("counts no other as an administrator who was asked for a password that no mail server could let them set", async () => {
  const other = await createUser();
  await makeInstanceAdmin(other);
  expect((await asAdmin(`POST ${users}/${other.id}/require-password-reset`)).status).toBe(200);
  for (const target of [`POST ${users}/${admin.id}/require-password-reset`, "DELETE /api/user/me"]) {
    const body = target.startsWith("DELETE") ? { password: testPassword } : {};
    expect([target, (await callApi(target, { token: admin.token, body })).status]).toEqual([target, 409]);
  }
  expect((await detailOf(admin.id)).last_administrator).toBe(true);
  await open().database.prisma.passkey.create({
    data: { id: "others", userId: other.id, name: "Theirs", publicKey: Buffer.from("key") },
  });
  expect((await detailOf(admin.id)).last_administrator).toBe(false);
  await open().database.prisma.user.update({ where: { id: other.id }, data: { instanceAdmin: false } });
});

it("counts no other as an administrator whose only way in is a provider that this deployment does not offer", async () => {
  const { prisma } = open().database;
  const other = await createUser();
  await makeInstanceAdmin(other);
  await prisma.user.update({ where: { id: other.id }, data: { passwordHash: null } });
  await prisma.identity.create({ data: { provider: "github", subject: "7", userId: other.id } });
  expect((await detailOf(admin.id)).last_administrator).toBe(true);
  const body = { password: testPassword };
  expect((await callApi("DELETE /api/user/me", { token: admin.token, body })).status).toBe(409);
  open().settings.github = { ...gitHubClient, url: "https://github.test", apiUrl: "https://api.github.test" };
  expect((await detailOf(admin.id)).last_administrator).toBe(false);
  open().settings.github = null;
  await prisma.user.update({ where: { id: other.id }, data: { instanceAdmin: false } });
});

describe("what an administrator sees of a user", () => {
  it("is how they sign in and where, and never a secret or a hash of one", async () => {
    const { user, browser } = await signedInUser();
    await addPasskey(browser, createSoftwareAuthenticator(), "Blue key");
    const { secret, recoveryCodes = [] } = await addApp(browser, clock.now());
    const key = await createKey(user);
    const detail = await asAdmin(`GET ${users}/${user.id}`);
    expect(detail.json.data).toMatchObject({
      email: user.email,
      suspended_at: null,
      last_administrator: false,
      factors: {
        password: true,
        providers: [],
        passkeys: [{ name: "Blue key", last_used_at: null }],
        recovery_codes_left: 10,
      },
      access: { sessions: 2, own_keys: 1 },
      memberships: [{ id: user.id, role: "owner", members: 1, on_deletion: "deleted" }],
    });
    expect(detail.json.data.factors.authenticator.created_at).toMatch(/Z$/);
    const sessions = await asAdmin(`GET ${users}/${user.id}/sessions`);
    expect(sessions.json.data.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual(["api", "dashboard"]);
    const { prisma } = open().database;
    const row = await prisma.user.findUniqueOrThrow({
      where: { id: user.id },
      include: { authenticator: true, passkeys: true, recoveryCodes: true },
    });
    const hidden = [
      secret,
      key.secret,
      user.token,
      ...(recoveryCodes ?? []),
      row.passwordHash,
      row.authenticator?.sealedSecret,
      ...row.passkeys.map(({ id }) => id),
      ...row.recoveryCodes.map(({ codeHash }) => codeHash),
    ].filter((text) => typeof text === "string");
    for (const text of hidden) expect(detail.text + sessions.text).not.toContain(text);
  });

  it("is a 404 for nobody, and a 403 for everybody else", async () => {
    const { id, token } = await createUser();
    for (const target of [`GET ${users}/none`, `GET ${users}/none/sessions`, `DELETE ${users}/none/sessions`]) {
      expect([target, (await asAdmin(target)).status]).toEqual([target, 404]);
      expect([target, (await asAdmin(target.replace("none", id), token)).status]).toEqual([target, 403]);
    }
    expect((await asAdmin(`DELETE ${users}/none`)).status).toBe(404);
  });
});

describe("signing a user out", () => {
  it("ends one session, or all, at once; tokens and keys go on, and it is recorded", async () => {
    const user = await createUser({ plan: "pro" });
    const { json: second } = await login(user.email);
    const { json: pat } = await callApi("POST /api/user/tokens", { token: user.token, body: { name: "CI" } });
    const me = async (token: string) => (await callApi("GET /api/user/me", { token })).status;
    const stranger = await createUser();
    const foreign = `DELETE ${users}/${stranger.id}/sessions/${user.principal.credentialId}`;
    expect((await asAdmin(foreign)).status).toBe(404);
    expect((await asAdmin(`DELETE ${users}/${user.id}/sessions/${user.principal.credentialId}`)).status).toBe(204);
    expect([await me(user.token), await me(second.access_token), await me(pat.token)]).toEqual([401, 200, 200]);
    expect((await asAdmin(`DELETE ${users}/${user.id}/sessions`)).status).toBe(204);
    expect([await me(second.access_token), await me(pat.token)]).toEqual([401, 200]);
    const told = await eventsOf(user.id, "session.ended");
    expect(told.map(({ actorId, data }) => [actorId, data])).toEqual([
      [admin.id, expect.objectContaining({ how: "ended_by_administrator", sessions: 1 })],
      [admin.id, expect.objectContaining({ how: "ended_by_administrator", sessions: 1 })],
    ]);
    expect((await login(user.email)).status).toBe(200);
  });
});

describe("requiring a new password", () => {
  it("signs the user out, and lets the password sign in only once a new one was set by the mailed link", async () => {
    const { user, browser } = await signedInUser();
    expect((await asAdmin(`POST ${users}/${user.id}/require-password-reset`)).status).toBe(200);
    expect((await callApi("GET /api/user/me", { token: user.token })).status).toBe(401);
    expect((await browser.call("GET /api/dashboard/account")).status).toBe(401);
    expect((await login(user.email)).status).toBe(403);
    expect((await login(user.email, "not the password at all")).status).toBe(401);
    expect((await signInOnPage(newBrowser(), user.email)).status).toBe(401);
    expect((await detailOf(user.id)).password_reset_required_at).not.toBeNull();
    const mail = await open().database.prisma.mail.findFirstOrThrow({
      where: { recipient: user.email },
      orderBy: { createdAt: "desc" },
    });
    expect(mail.text).toContain("http://localhost:3000/forgot-password");
    expect(await eventsOf(user.id, "user.password_reset_required")).toHaveLength(1);

    const asked = await callApi("POST /api/auth/forgot-password", { body: { email: user.email } });
    expect(asked.status).toBe(202);
    await open().jobs.runDue(jobHandlers);
    const linked = await open().database.prisma.mail.findFirstOrThrow({
      where: { recipient: user.email, text: { contains: "/reset-password#token=" } },
    });
    const body = { token: /#token=(\w+)/.exec(linked.text)?.[1], new_password: "violet tram under seven bridges" };
    expect((await callApi("POST /api/auth/reset-password", { body })).status).toBe(204);
    expect((await login(user.email, body.new_password)).status).toBe(200);
    expect((await login(user.email)).status).toBe(401);
    expect((await detailOf(user.id)).password_reset_required_at).toBeNull();
  });

  it("is a 409 for a user without a password", async () => {
    const user = await createUser();
    await open().database.prisma.user.update({ where: { id: user.id }, data: { passwordHash: null } });
    expect((await asAdmin(`POST ${users}/${user.id}/require-password-reset`)).status).toBe(409);
  });
});

describe("deleting a user", () => {
  it("does what was said before, tells them by mail and the administrator's log, and leaves no credential", async () => {
    const { owner, member, id } = await createTeam();
    const scoped = await createKey(member, { scopes: ["prompts:read"] });
    const unscoped = await createKey(member);
    const { memberships } = await detailOf(member.id);
    const said = Object.fromEntries(
      memberships.map((one: { id: string; on_deletion: string }) => [one.id, one.on_deletion]),
    );
    expect(said).toEqual({ [id]: "left", [member.id]: "deleted" });
    expect((await asAdmin(`DELETE ${users}/${member.id}`)).status).toBe(204);
    const call = async (target: string, token: string) => (await callApi(target, { token })).status;
    expect(await call("GET /api/user/me", member.token)).toBe(401);
    expect(await call("GET /api/v1/users/me", unscoped.secret)).toBe(401);
    expect(await call("GET /v1/prompts", scoped.secret)).toBe(200);
    expect((await asAdmin(`GET ${users}/${member.id}`)).status).toBe(404);
    const { prisma } = open().database;
    expect(await prisma.organization.count({ where: { id: { in: [id, member.id] } } })).toBe(1);
    const [told] = await eventsOf(admin.principal.organizationId, "user.deleted");
    expect(told).toMatchObject({ actorId: admin.id, subjectId: member.id, data: { email: member.email } });
    const removed = await eventsOf(id, "member.removed");
    expect(removed).toMatchObject([{ actorId: admin.id, data: { user_id: member.id, account_deleted: true } }]);
    const mails = await prisma.mail.findMany({ where: { recipient: member.email } });
    expect(mails.map(({ subject }) => subject)).toContain("Your Latchkey account was deleted");
    expect((await callApi("GET /v1/organization", { token: owner.token })).status).toBe(200);
  });

  it("is a 409 that changes nothing while others depend on them, for oneself and for the last administrator", async () => {
    const { owner, id } = await createTeam();
    const refused = await asAdmin(`DELETE ${users}/${owner.id}`);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining("Team")]);
    expect((await detailOf(owner.id)).memberships).toContainEqual(expect.objectContaining({ id, members: 3 }));
    expect((await asAdmin(`DELETE ${users}/${admin.id}`)).status).toBe(409);
    const other = await createUser();
    await makeInstanceAdmin(other);
    // Of two who delete each other at once, one is left.
    const answers = await Promise.all([
      asAdmin(`DELETE ${users}/${other.id}`),
      asAdmin(`DELETE ${users}/${admin.id}`, other.token),
    ]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(await open().database.prisma.user.count({ where: { instanceAdmin: true } })).toBe(1);
  });
});
