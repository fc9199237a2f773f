import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, proveAddress, type TestUser, testPassword } from "@/lib/testing/factories";
import { createTeam, inviteLink } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { mailsPerAddressAndDay } from "./invitation-link";
import { deleteOrganization, maximumInvitations } from "./organization";

const { clock, open } = useTestRuntime();
const dayMs = 86_400_000;

const invite = (by: TestUser, ...invitations: { email: string; role?: string }[]) =>
  callApi("POST /v1/organization/invitations", { token: by.token, body: { invitations } });
const accept = (user: TestUser, token: string) =>
  callApi("POST /api/user/invitations/accept", { token: user.token, body: { token } });
const preview = (token: string) => callApi("POST /api/user/invitations/preview", { body: { token } });
const someAddress = () => `guest-${randomUUID()}@example.test`;

describe("inviting", () => {
  it("answers each row for itself, and mails exactly those that were invited", async () => {
    const team = await createTeam();
    const [fresh, pending] = [someAddress(), someAddress()];
    await invite(team.admin, { email: pending });
    const mailsBefore = await open().database.prisma.mail.count();
    const answer = await invite(
      team.admin,
      { email: `  ${fresh.toUpperCase()} `, role: "admin" },
      { email: fresh },
      { email: "nobody" },
      { email: "a@b" },
      { email: `${"x".repeat(300)}@example.test` },
      { email: team.admin.email },
      { email: team.member.email },
      { email: pending },
      { email: someAddress(), role: "owner" },
    );
    expect(answer.status).toBe(201);
    expect(answer.json.results.map(({ status }: { status: string }) => status)).toEqual([
      "invited",
      "repeated",
      "invalid_email",
      "invalid_email",
      "invalid_email",
      "your_own_address",
      "already_member",
      "already_invited",
      "role_not_allowed",
    ]);
    expect(answer.json.results[0]).toMatchObject({ email: fresh, role: "admin", invitation: { status: "pending" } });
    expect(await open().database.prisma.mail.count()).toBe(mailsBefore + 1);
    const mail = await open().database.prisma.mail.findFirstOrThrow({ where: { recipient: fresh } });
    expect(mail.text).toContain(answer.json.results[0].link);
  });

  it("names the inviter with their address, on lines of our own words: no name is a link or in the subject", async () => {
    const team = await createTeam();
    const { prisma } = open().database;
    await prisma.organization.update({
      where: { id: team.id },
      data: { name: 'Acme" as Owner.\n\nYou won: https://evil.example/claim' },
    });
    await prisma.user.update({
      where: { id: team.owner.id },
      data: { name: "Ann\u2028www.evil.example mailto:x@y.zz" },
    });
    const email = someAddress();
    await invite(team.owner, { email });
    const mail = await prisma.mail.findFirstOrThrow({ where: { recipient: email } });
    expect(mail.subject).toBe("Invitation to an organization on Latchkey");
    const [first, second] = mail.text.split(/[\n\u2028]/);
    expect(first).toBe(
      `You were invited by Ann www. evil. example mailto: x@y. zz <${team.owner.email}> to the organization "Acme' as Owner. You won: https: //evil. example/claim" as Member.`,
    );
    expect(second).toBe("");
  });

  it("is for those whose own address is proved, with every credential", async () => {
    const user = await createUser({ plan: "pro" });
    const scopes = ["organization:admin"] as const;
    const key = await createKey(user, { product: "prompts", scopes: [...scopes] });
    const token = (await callApi("POST /api/user/tokens", { token: user.token, body: { name: "laptop" } })).json.token;
    const secrets = [user.token, key.secret, token];
    const tryAll = async () => {
      const answers = [];
      for (const secret of secrets) {
        const body = { invitations: [{ email: someAddress() }] };
        answers.push(await callApi("POST /v1/organization/invitations", { token: secret, body }));
      }
      return answers;
    };
    for (const { status, json } of await tryAll()) {
      expect([status, json.error.message]).toEqual([403, expect.stringContaining("Verify your email address first")]);
    }
    expect(await open().database.prisma.mail.count({ where: { subject: { contains: "Invitation" } } })).toBe(
      await open().database.prisma.mail.count({
        where: { subject: { contains: "Invitation" }, text: { not: { contains: user.email } } },
      }),
    );
    await proveAddress(user);
    expect((await tryAll()).map(({ status }) => status)).toEqual([201, 201, 201]);
  });

  it("mails one address only so often a day, from all organizations together, also when they are deleted", async () => {
    clock.advance(dayMs);
    const email = someAddress();
    const sent: string[] = [];
    for (const _ of [1, 2, 3]) {
      const { owner, id } = await createTeam();
      for (let count = 0; count < 3; count += 1) {
        const { json } = await invite(owner, { email });
        sent.push(json.results[0].status);
        const invitation = json.results[0].invitation;
        if (invitation) await callApi(`DELETE /v1/organization/invitations/${invitation.id}`, { token: owner.token });
      }
      await deleteOrganization(
        owner.principal,
        (await open().database.prisma.organization.findUniqueOrThrow({ where: { id } })).name,
      );
    }
    expect(sent.filter((status) => status === "invited")).toHaveLength(mailsPerAddressAndDay);
    expect(sent.slice(mailsPerAddressAndDay)).toEqual(Array.from({ length: 4 }, () => "limit_reached"));
  });

  it("counts the mails of several organizations at once exactly", async () => {
    const email = someAddress();
    const teams = await Promise.all([1, 2, 3].map(() => createTeam()));
    const rounds = [];
    for (const _ of [1, 2, 3]) {
      const answers = await Promise.all(teams.map(({ owner }) => invite(owner, { email })));
      rounds.push(...answers.map(({ json }) => json.results[0].status));
      await open().database.prisma.invitation.deleteMany({ where: { email } });
    }
    expect(rounds.filter((status) => status === "invited")).toHaveLength(mailsPerAddressAndDay);
  });

  it("shows the link once where no mail is sent, its secret in the fragment alone, and stores only a hash", async () => {
    const team = await createTeam();
    const email = someAddress();
    const answer = await invite(team.owner, { email });
    const { link } = answer.json.results[0];
    expect(link).toMatch(/^http:\/\/localhost:3000\/invitations#lki_[0-9A-Za-z]{40}$/);
    const secret = link.split("#")[1];
    const row = await open().database.prisma.invitation.findFirstOrThrow({ where: { email } });
    expect(JSON.stringify(row)).not.toContain(secret);
    const list = await callApi("GET /v1/organization/invitations", { token: team.owner.token });
    expect(list.text).not.toContain(secret);
    const events = await open().database.prisma.event.findMany({ where: { organizationId: team.id } });
    expect(JSON.stringify(events)).not.toContain(secret);
  });

  it("keeps to its bound however many ask at once", async () => {
    const team = await createTeam();
    const batch = () => invite(team.owner, ...Array.from({ length: 60 }, () => ({ email: someAddress() })));
    const answers = await Promise.all([batch(), batch()]);
    const results = answers.flatMap(({ json }) => json.results as { status: string }[]);
    expect(results.filter(({ status }) => status === "invited")).toHaveLength(maximumInvitations);
    expect(results.filter(({ status }) => status === "limit_reached")).toHaveLength(20);
    expect((await invite(team.owner, ...Array.from({ length: 101 }, () => ({ email: someAddress() })))).status).toBe(
      400,
    );
  });

  it("invites one address once, however many ask at once", async () => {
    const team = await createTeam();
    const email = someAddress();
    const answers = await Promise.all([1, 2, 3, 4].map(() => invite(team.owner, { email })));
    const statuses = answers.map(({ json }) => json.results[0].status).toSorted();
    expect(statuses).toEqual(["already_invited", "already_invited", "already_invited", "invited"]);
  });

  it("mails one address only so often a day", async () => {
    const team = await createTeam();
    const email = someAddress();
    await inviteLink(team.owner, email);
    const { id } = await open().database.prisma.invitation.findFirstOrThrow({ where: { email } });
    const resend = () => {
      clock.advance(60_000);
      return callApi(`POST /v1/organization/invitations/${id}/resend`, { token: team.owner.token });
    };
    for (let count = 1; count < mailsPerAddressAndDay; count += 1) expect((await resend()).status).toBe(200);
    const denied = await resend();
    expect([denied.status, Number(denied.headers.get("retry-after")) > 0]).toEqual([429, true]);
    expect((await callApi(`DELETE /v1/organization/invitations/${id}`, { token: team.owner.token })).status).toBe(204);
    expect((await invite(team.owner, { email })).json.results[0].status).toBe("limit_reached");
    clock.advance(dayMs);
    expect((await invite(team.owner, { email })).json.results[0].status).toBe("invited");
  });
});

describe("accepting", () => {
  it("makes exactly the invited address a member, once, however often it is tried at once", async () => {
    const team = await createTeam();
    const user = await createUser();
    const secret = await inviteLink(team.owner, user.email.toUpperCase(), "admin");
    expect((await preview(secret)).json).toMatchObject({
      organization: "Team",
      email: user.email,
      role: "admin",
      invited_by: expect.any(String),
    });
    const stranger = await createUser();
    const refused = await accept(stranger, secret);
    expect([refused.status, refused.json.error.message]).toEqual([403, expect.stringContaining(stranger.email)]);
    const answers = await Promise.all([accept(user, secret), accept(user, secret), accept(user, secret)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404]);
    const done = answers.find(({ status }) => status === 200);
    expect(done?.json).toMatchObject({ id: team.id, role: "admin", current: false, personal: false });
    expect((await preview(secret)).status).toBe(404);
    const event = await open().database.prisma.event.findFirst({ where: { type: "member.added", subjectId: user.id } });
    expect(event).toMatchObject({ organizationId: team.id, actorId: user.id });
  });

  it("404 for a link that has run out, was withdrawn, replaced or made up", async () => {
    const team = await createTeam();
    const user = await createUser();
    expect((await accept(user, `lki_${"0".repeat(40)}`)).status).toBe(404);
    const first = await inviteLink(team.owner, user.email);
    const { id } = await open().database.prisma.invitation.findFirstOrThrow({ where: { email: user.email } });
    const renewed = await callApi(`POST /v1/organization/invitations/${id}/resend`, { token: team.owner.token });
    expect((await accept(user, first)).status).toBe(404);
    const second = renewed.json.link.split("#")[1];
    expect((await preview(second)).status).toBe(200);
    await callApi(`DELETE /v1/organization/invitations/${id}`, { token: team.owner.token });
    expect((await accept(user, second)).status).toBe(404);
    const third = await inviteLink(team.owner, user.email);
    clock.advance(7 * dayMs - 1);
    expect((await preview(third)).status).toBe(200);
    clock.advance(1);
    expect((await preview(third)).status).toBe(404);
  });

  it("cannot be done by a key or token, and never with a role of one's own choosing", async () => {
    const team = await createTeam();
    const user = await createUser({ plan: "pro" });
    const secret = await inviteLink(team.owner, user.email);
    const pat = await callApi("POST /api/user/tokens", { token: user.token, body: { name: "pat" } });
    const body = { token: secret };
    expect((await callApi("POST /api/user/invitations/accept", { token: pat.json.token, body })).status).toBe(403);
    const greedy = { token: secret, role: "owner" };
    expect((await callApi("POST /api/user/invitations/accept", { token: user.token, body: greedy })).status).toBe(400);
    expect((await accept(user, secret)).json.role).toBe("member");
  });

  it("leaves a list that shows what is open, with who invited", async () => {
    const team = await createTeam();
    const emails = [someAddress(), someAddress(), someAddress()];
    for (const email of emails) {
      clock.advance(60_000);
      await inviteLink(team.admin, email);
    }
    const first = await callApi("GET /v1/organization/invitations?limit=2", { token: team.member.token });
    expect(first.json.data.map(({ email }: { email: string }) => email)).toEqual([emails[2], emails[1]]);
    expect(first.json.data[0].invited_by.user_id).toBe(team.admin.id);
    const cursor = first.json.next_cursor;
    const rest = await callApi(`GET /v1/organization/invitations?limit=2&cursor=${cursor}`, {
      token: team.member.token,
    });
    expect(rest.json.data.map(({ email }: { email: string }) => email)).toEqual([emails[0]]);
    clock.advance(7 * dayMs);
    const body = { email: team.owner.email, password: testPassword };
    const token = (await callApi("POST /api/auth/login", { body })).json.access_token;
    await callApi("PUT /api/user/organization", { token, body: { organization_id: team.id } });
    const later = await callApi("GET /v1/organization/invitations", { token });
    expect(later.json.data.map(({ status }: { status: string }) => status)).toEqual(["expired", "expired", "expired"]);
  });
});

describe("where a mail server is configured", () => {
  it("shows no link: only the mailbox has it", async () => {
    const { settings } = open();
    const before = settings.smtpUrl;
    settings.smtpUrl = "smtp://localhost:2525";
    try {
      const team = await proveAddress(await createUser());
      const answer = await invite(team, { email: someAddress() });
      expect(answer.json.results[0]).toMatchObject({ status: "invited", link: null });
    } finally {
      settings.smtpUrl = before;
    }
  });
});
