import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { queueMail } from "@/lib/tenancy/mail";
import { createApiBrowser } from "@/lib/testing/api-browser";
import { callApi } from "@/lib/testing/call-api";
import { createUser, proveAddress, type TestUser, testPassword } from "@/lib/testing/factories";
import { gitHubClient, startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { tellFailedSignIn } from "./account-events";

const github = await startGitHubStandIn();
afterAll(() => github.close());
const { clock, open } = useTestRuntime({
  settings: {
    github: { ...gitHubClient, url: github.url, apiUrl: github.url },
    adminEmails: ["boss@example.test"],
  },
});
beforeEach(() => clock.set(Date.now()));

let visitors = 0;
const newAddress = () => `192.0.2.${++visitors}`;
const form = { "content-type": "application/x-www-form-urlencoded" };

/** The account's events of a kind, oldest first, as its owner reads them. */
async function eventsOf({ id }: { id: string }, type: string) {
  return open().database.prisma.event.findMany({
    where: { organizationId: id, type },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
}

async function signInByForm(user: { email: string }, address = newAddress(), browser = createApiBrowser(address)) {
  const { csrfToken } = (await browser.call("GET /api/auth/csrf")).json;
  const body = new URLSearchParams({ csrfToken, email: user.email, password: testPassword, json: "true" }).toString();
  await browser.call("POST /api/auth/callback/credentials", { body, headers: form });
  return browser;
}

const loginWith = (email: string, password: string, address: string) =>
  callApi("POST /api/auth/login", { body: { email, password }, address });

describe("the audit log of an account", () => {
  test("tells of sign-ins by API and dashboard, with who, what, from where and how it ended", async () => {
    const user = await createUser();
    await loginWith(user.email, testPassword, "203.0.113.5");
    clock.advance(1_000);
    await signInByForm(user, "203.0.113.6");
    const events = await eventsOf(user, "user.signed_in");
    expect(events).toMatchObject(
      ["203.0.113.5", "203.0.113.6"].map((address) => ({
        actorId: user.id,
        subjectId: user.id,
        data: { user_id: user.id, outcome: "success", method: "password", address },
      })),
    );
    const shown = await callApi("GET /v1/events?type=user.signed_in", { token: user.token });
    expect(shown.json.data[0]).toMatchObject({
      description: "Somebody signed in to the account",
      actor: { id: user.id, email: user.email },
      data: { address: "203.0.113.6" },
    });
  });

  test("tells of failed sign-ins, and a stranger who keeps guessing makes a count grow, not the log", async () => {
    const user = await createUser();
    expect((await loginWith(user.email, "a wrong password", "203.0.113.9")).status).toBe(401);
    await vi.waitFor(async () => expect(await eventsOf(user, "user.sign_in_failed")).toHaveLength(1), 20_000);
    const [first] = await eventsOf(user, "user.sign_in_failed");
    expect(first).toMatchObject({
      actorId: null,
      subjectId: user.id,
      data: { outcome: "failure", reason: "wrong_password", address: "203.0.113.9", attempts: 1 },
    });
    for (let guess = 0; guess < 17; guess += 1) {
      const send = () =>
        loginWith(user.email, `guess ${guess}`, guess % 4 === 0 ? "203.0.113.9" : `2001:db8:${guess}::1`);
      const early = await send();
      if (early.status === 401) continue;
      clock.advance(Number(early.headers.get("retry-after")) * 1000);
      expect((await send()).status).toBe(401);
    }
    await vi.waitFor(async () => {
      const events = await eventsOf(user, "user.sign_in_failed");
      const attempts = events.map(({ data }) => Number(Reflect.get(Object(data), "attempts")));
      expect(attempts.reduce((sum, count) => sum + count, 0)).toBe(18);
      expect(events.length).toBeLessThanOrEqual(5);
    });
    clock.advance(16 * 60_000);
    await loginWith(user.email, "a wrong password", "203.0.113.9");
    await vi.waitFor(
      async () => expect((await eventsOf(user, "user.sign_in_failed")).length).toBeGreaterThan(5),
      20_000,
    );
  });

  test("tells by itself of a right password that was refused, however many wrong ones came before", async () => {
    const user = await createUser();
    await open().database.prisma.user.update({
      where: { id: user.id },
      data: { passwordResetAskedAt: new Date(clock.now()) },
    });
    for (let guess = 0; guess < 6; guess += 1) await loginWith(user.email, `guess ${guess}`, newAddress());
    await vi.waitFor(async () => expect(await eventsOf(user, "user.sign_in_failed")).toHaveLength(5), 20_000);
    expect((await loginWith(user.email, testPassword, "203.0.113.77")).status).toBe(403);
    await vi.waitFor(async () => {
      const events = await eventsOf(user, "user.sign_in_failed");
      expect(events.filter(({ data }) => Object(data).outcome === "refused")).toMatchObject([
        { data: { reason: "password_reset_required", address: "203.0.113.77", attempts: 1 } },
      ]);
    }, 20_000);
  });

  test("tells by itself of a wrong second factor, however many wrong passwords came before, from the same address too", async () => {
    const { id, ...user } = await createUser();
    const client = { address: "203.0.113.91", userAgent: null };
    for (let guess = 0; guess < 6; guess += 1) {
      await tellFailedSignIn(id, { ...client, address: newAddress() }, "password");
    }
    await tellFailedSignIn(id, client, "password");
    for (const _guess of [1, 2]) await tellFailedSignIn(id, client, "second_factor");
    const events = await eventsOf({ id, ...user }, "user.sign_in_failed");
    expect(events.map(({ data }) => Object(data)).filter(({ method }) => method === "second_factor")).toMatchObject([
      { reason: "wrong_second_factor", address: client.address, attempts: 2 },
    ]);
  });

  test("tells of a wrong password where somebody who is signed in is asked for it again", async () => {
    const user = await createUser();
    const body = { password: "a wrong password" };
    await callApi("DELETE /api/user/me", { token: user.token, body, address: "203.0.113.44" });
    await vi.waitFor(
      async () =>
        expect(await eventsOf(user, "user.sign_in_failed")).toMatchObject([
          { data: { method: "password_asked_again", address: "203.0.113.44", outcome: "failure" } },
        ]),
      20_000,
    );
  });

  test("tells of every way in which sessions end", async () => {
    const user = await createUser();
    const ended = async () =>
      (await eventsOf(user, "session.ended")).map(({ actorId, data }) => {
        const { how, sessions, outcome, address } = Object(data);
        return [actorId, how, sessions, outcome, typeof address];
      });
    const by = (how: string, sessions = 1) => [user.id, how, sessions, "success", "string"];
    const browser = await signInByForm(user);
    await signInByForm(user, newAddress(), browser);
    expect(await ended()).toEqual([by("replaced_by_sign_in")]);
    clock.advance(1_000);
    const { csrfToken } = (await browser.call("GET /api/auth/csrf")).json;
    const body = new URLSearchParams({ csrfToken, json: "true" }).toString();
    await browser.call("POST /api/auth/signout", { body, headers: form });
    clock.advance(1_000);
    const { access_token } = (await loginWith(user.email, testPassword, newAddress())).json;
    await callApi("POST /api/auth/logout", { token: access_token });
    clock.advance(1_000);
    const settings = await signInByForm(user);
    await loginWith(user.email, testPassword, newAddress());
    const list = (await settings.call("GET /api/dashboard/sessions")).json.data;
    const other = list.find(({ current }: { current: boolean }) => !current);
    await settings.call(`DELETE /api/dashboard/sessions/${other.id}`);
    clock.advance(1_000);
    await loginWith(user.email, testPassword, newAddress());
    const { total } = (await settings.call("GET /api/dashboard/sessions")).json;
    await settings.call("DELETE /api/dashboard/sessions");
    expect(await ended()).toEqual([
      by("replaced_by_sign_in"),
      by("signed_out"),
      by("signed_out"),
      by("ended_in_settings"),
      by("ended_in_settings", total - 1),
    ]);
  });

  test("tells of a changed password, by API and dashboard, and its owner by mail", async () => {
    const user = await createUser();
    const browser = await signInByForm(user);
    const body = { current_password: testPassword, new_password: "another good passphrase" };
    expect((await browser.call("PUT /api/dashboard/account/password", { body })).status).toBe(204);
    const { access_token } = (await loginWith(user.email, body.new_password, newAddress())).json;
    await callApi("PUT /api/v1/users/me/password", {
      token: access_token,
      body: { current_password: body.new_password, new_password: "and one more passphrase" },
    });
    expect(await eventsOf(user, "user.password_changed")).toMatchObject(
      [1, 2].map(() => ({ actorId: user.id, data: { outcome: "success", first: false, address: expect.any(String) } })),
    );
    const subject = "The password of your Latchkey account was changed";
    expect(await open().database.prisma.mail.count({ where: { recipient: user.email, subject } })).toBe(2);
  });

  test("tells of a provider that is connected and disconnected, and of a proved address", async () => {
    const user = await createUser();
    const browser = await signInByForm(user);
    const begun = await browser.call("POST /api/dashboard/account/identities/github");
    const persona = { login: `octo-${user.id.slice(0, 8)}`, name: "Octo", email: user.email, verified: true };
    await browser.call(await browser.answerProvider(begun.json.url, persona));
    await browser.call("DELETE /api/dashboard/account/identities/github");
    for (const type of ["user.provider_connected", "user.provider_disconnected"]) {
      expect(await eventsOf(user, type)).toMatchObject([
        { actorId: user.id, data: { provider: "github", outcome: "success", address: expect.any(String) } },
      ]);
    }
    expect(await eventsOf(user, "user.email_verified")).toMatchObject([{ data: { by: "provider" } }]);
  });

  test("tells of a link that was mailed to prove the address, without the link", async () => {
    const user = await createUser();
    await callApi("POST /api/user/me/verify-email", { token: user.token, address: "203.0.113.12" });
    const events = await eventsOf(user, "user.verification_sent");
    expect(events).toMatchObject([{ actorId: user.id, data: { outcome: "success", address: "203.0.113.12" } }]);
    expect(JSON.stringify(events)).not.toContain("token");
  });

  test("tells of the first user, who becomes an administrator by being that", async () => {
    const first = await open().database.prisma.event.findFirst({ where: { type: "user.admin_changed" } });
    expect(first).toMatchObject({ data: { by: "first_user", outcome: "success", address: expect.any(String) } });
    expect(first?.actorId).toBe(first?.organizationId);
  });

  test("tells of who became an administrator by configuration", async () => {
    const boss = await createUser({ email: "boss@example.test" });
    await proveAddress(boss);
    await loginWith(boss.email, testPassword, newAddress());
    expect(await eventsOf(boss, "user.admin_changed")).toMatchObject([
      {
        actorId: "operator",
        subjectId: boss.id,
        data: { instance_admin: true, by: "ADMIN_EMAILS", outcome: "success", address: expect.any(String) },
      },
    ]);
    const shown = await callApi("GET /v1/events?type=user.admin_changed", { token: boss.token });
    expect(shown.json.data[0].actor).toMatchObject({ name: "The operator of this deployment" });
  });
});

describe("the audit log of an organization", () => {
  let owner: TestUser;
  beforeEach(async () => {
    owner = await proveAddress(await createUser({ plan: "pro" }));
  });

  test("names the operator as the actor of a plan that a command has set", async () => {
    expect(await eventsOf(owner, "plan.changed")).toMatchObject([{ actorId: "operator", data: { plan: "pro" } }]);
  });

  test("tells of invitations sent, sent again and withdrawn", async () => {
    const { token } = owner;
    const body = { invitations: [{ email: "guest@example.test" }] };
    const { json } = await callApi("POST /v1/organization/invitations", { token, body });
    const { id } = json.results[0].invitation;
    await callApi(`POST /v1/organization/invitations/${id}/resend`, { token });
    await callApi(`DELETE /v1/organization/invitations/${id}`, { token });
    for (const type of ["invitation.created", "invitation.resent", "invitation.revoked"]) {
      expect(await eventsOf(owner, type)).toMatchObject([
        { actorId: owner.id, subjectId: id, data: { email: "guest@example.test" } },
      ]);
    }
  });

  test("tells of registration tokens made and revoked, without the token", async () => {
    const { token } = owner;
    const made = await callApi("POST /v1/oauth-apps/registration-tokens", { token });
    expect(made.status).toBe(201);
    const [{ id }] = (await callApi("GET /v1/oauth-apps/registration-tokens", { token })).json.data;
    await callApi(`DELETE /v1/oauth-apps/registration-tokens/${id}`, { token });
    for (const type of ["registration_token.created", "registration_token.revoked"]) {
      const events = await eventsOf(owner, type);
      expect(events).toMatchObject([{ actorId: owner.id, subjectId: id }]);
      expect(JSON.stringify(events)).not.toContain(made.json.token);
    }
  });

  test("tells of a mail that an administrator read with its links, without them", async () => {
    await open().database.prisma.user.update({ where: { id: owner.id }, data: { instanceAdmin: true } });
    const { access_token: token } = (await loginWith(owner.email, testPassword, newAddress())).json;
    const mail = { to: "guest@example.test", subject: "Hello", text: "https://latchkey.test/join#secret-link" };
    await open().database.prisma.$transaction((tx) => queueMail(tx, mail));
    const mails: { id: string; recipient: string }[] = (await callApi("GET /api/v1/admin/mails", { token })).json.data;
    const id = mails.find(({ recipient }) => recipient === mail.to)?.id;
    await callApi(`POST /api/v1/admin/mails/${id}/reveal`, { token, address: "203.0.113.77" });
    const events = await eventsOf(owner, "mail.revealed");
    expect(events).toMatchObject([
      { actorId: owner.id, subjectId: id, data: { recipient: mail.to, address: "203.0.113.77", outcome: "success" } },
    ]);
    expect(JSON.stringify(events)).not.toContain("secret-link");
  });
});
