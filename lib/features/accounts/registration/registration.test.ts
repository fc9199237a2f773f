import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { RegistrationRule } from "@/lib/platform/registration-settings";
import { createApiBrowser } from "@/lib/testing/api-browser";
import { callApi } from "@/lib/testing/call-api";
import { createUser, testPassword } from "@/lib/testing/factories";
import { gitHubClient, startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { startOidcIssuer } from "@/lib/testing/oidc-issuer";
import { createTeam, inviteLink } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const issuer = await startOidcIssuer({ now: () => clock.now() });
const github = await startGitHubStandIn();
afterAll(() => Promise.all([issuer.stop(), github.close()]));
const trusted = { issuer: issuer.issuer, audience: null, jwksUri: null };
const { clock, open } = useTestRuntime({
  settings: {
    github: { ...gitHubClient, url: github.url, apiUrl: github.url },
    adminEmails: ["chief@elsewhere.test"],
    trustedIssuers: [{ ...trusted, createsUsers: false }],
  },
});

beforeEach(() => {
  // next-auth's own cookies live by the real clock.
  clock.set(Math.max(Date.now(), clock.now() + 120_000));
  allow({ mode: "open" });
});

function allow(rule: RegistrationRule): void {
  open().settings.registration = rule;
}

const paths = ["/api/auth/register", "/api/v1/auth/register", "/api/dashboard/account"] as const;
let people = 0;
const someone = (domain = "example.test") => `person-${++people}@${domain}`;

async function register(email: string, token?: string, path: string = paths[0]) {
  const body = { email, password: testPassword, ...(token === undefined ? {} : { token }) };
  const headers = { "sec-fetch-site": "same-origin" };
  const answer = await callApi(`POST ${path}`, { body, headers, address: `192.0.2.${++people % 250}` });
  return { status: answer.status, reason: answer.json?.reason, json: answer.json };
}

async function viaGitHub(email: string, verified = true): Promise<string> {
  const browser = createApiBrowser(`198.51.100.${++people % 250}`);
  const started = await browser.call("GET /api/auth/github");
  const persona = { login: `octo-${people}`, name: "Octo", email, verified };
  const answer = await browser.call(await browser.answerProvider(started.headers.get("location") ?? "", persona));
  const location = answer.headers.get("location") ?? "";
  return new URL(location, "http://x").searchParams.get("error") ?? location;
}

const userOf = (email: string) => open().database.prisma.user.findUnique({ where: { email } });
async function mailedToken(email: string): Promise<string> {
  const mail = await open().database.prisma.mail.findFirst({
    where: { recipient: email },
    orderBy: { createdAt: "desc" },
  });
  return /#token=([A-Za-z0-9]+)/.exec(mail?.text ?? "")?.[1] ?? "";
}

describe("REGISTRATION=closed", () => {
  it("lets no one make an account, by no way, and those who have one sign in as before", async () => {
    const known = await createUser();
    const address = someone();
    expect(await viaGitHub(address)).toBe("/dashboard");
    allow({ mode: "closed" });
    for (const path of paths) {
      expect(await register(someone(), undefined, path)).toMatchObject({ status: 403, reason: "registration_closed" });
    }
    expect(await viaGitHub(someone())).toBe("registration_closed");
    const login = await callApi("POST /api/auth/login", { body: { email: known.email, password: testPassword } });
    expect(login.status).toBe(200);
    expect(await userOf(known.email)).not.toBeNull();
  });

  it("tells nobody whether an address has an account", async () => {
    const { email } = await createUser();
    allow({ mode: "closed" });
    const [known, unknown] = [await register(email), await register(someone())];
    expect([known.status, known.json]).toEqual([unknown.status, unknown.json]);
  });

  it("lets in whom ADMIN_EMAILS names, by a provider that verified the address alone", async () => {
    allow({ mode: "closed" });
    expect(await register("chief@elsewhere.test")).toMatchObject({ status: 403 });
    expect(await viaGitHub("chief@elsewhere.test", false)).toBe("email_unverified");
    expect(await viaGitHub("chief@elsewhere.test")).toBe("/dashboard");
    expect(await userOf("chief@elsewhere.test")).toMatchObject({ instanceAdmin: true });
  });
});

describe("REGISTRATION=invitation", () => {
  it("takes the token of a live invitation for the invited address alone, and leaves it to be accepted", async () => {
    const { owner } = await createTeam();
    const [invited, other] = [someone(), someone()];
    const token = await inviteLink(owner, invited);
    allow({ mode: "invitation" });
    // A stranger who guesses that an address was invited has no invitation.
    expect(await register(invited)).toMatchObject({ status: 403, reason: "invitation_required" });
    expect(await register(other)).toMatchObject({ status: 403, reason: "invitation_required" });
    expect(await register(other, token)).toMatchObject({ status: 400 });
    expect(await register(invited, "lki_nonsense")).toMatchObject({ status: 400 });
    const { status, json } = await register(invited, token);
    expect([status, json.user.email]).toEqual([201, invited]);
    const accepted = await callApi("POST /api/user/invitations/accept", { token: json.access_token, body: { token } });
    expect(accepted.status).toBe(200);
  });

  it("refuses one that was withdrawn or has run out", async () => {
    const { owner } = await createTeam();
    const [withdrawn, late] = [someone(), someone()];
    const tokens = [await inviteLink(owner, withdrawn), await inviteLink(owner, late)];
    const { prisma } = open().database;
    await prisma.invitation.updateMany({ where: { email: withdrawn }, data: { revokedAt: new Date(clock.now()) } });
    await prisma.invitation.updateMany({ where: { email: late }, data: { expiresAt: new Date(clock.now()) } });
    allow({ mode: "invitation" });
    expect((await register(withdrawn, tokens[0])).status).toBe(400);
    expect((await register(late, tokens[1])).status).toBe(400);
    expect(await viaGitHub(withdrawn)).toBe("invitation_required");
    expect(await viaGitHub(late)).toBe("invitation_required");
  });

  it("lets a provider's newcomer in by the address that it verified", async () => {
    const { owner } = await createTeam();
    const invited = someone();
    await inviteLink(owner, invited);
    allow({ mode: "invitation" });
    expect(await viaGitHub(someone())).toBe("invitation_required");
    expect(await viaGitHub(invited)).toBe("/dashboard");
  });
});

describe("REGISTRATION=domains:…", () => {
  const rule: RegistrationRule = { mode: "domains", domains: ["corp.test"] };

  it("makes an account only once the address is proved by its mail, which then counts as verified", async () => {
    allow(rule);
    const email = someone("corp.test");
    expect(await register(email)).toMatchObject({ status: 403, reason: "email_proof_required" });
    expect(await userOf(email)).toBeNull();
    const token = await mailedToken(email);
    expect(await register(someone("corp.test"), token)).toMatchObject({ status: 400 });
    expect((await register(email, token)).status).toBe(201);
    expect((await userOf(email))?.emailVerifiedAt).not.toBeNull();
    expect((await register(email, token)).status).toBe(400);
  });

  it("refuses every other domain, a part of one and one below it, also from a provider", async () => {
    allow(rule);
    for (const domain of ["example.test", "evil-corp.test", "sub.corp.test", "corp.test.example.test"]) {
      expect(await register(someone(domain))).toMatchObject({ status: 403, reason: "domain_not_allowed" });
      expect(await viaGitHub(someone(domain))).toBe("domain_not_allowed");
    }
    expect(await viaGitHub(someone("corp.test"))).toBe("/dashboard");
  });

  it("answers for an address that has an account as for one that has none", async () => {
    const email = someone("corp.test");
    await createUser({ email });
    allow(rule);
    const [known, unknown] = [await register(email), await register(someone("corp.test"))];
    expect([known.status, known.json]).toEqual([unknown.status, unknown.json]);
  });

  it("mails an address at most one link a minute and five a day, however often it is typed", async () => {
    allow(rule);
    const email = someone("corp.test");
    await Promise.all([register(email), register(email), register(email)]);
    const mails = () => open().database.prisma.mail.count({ where: { recipient: email } });
    expect(await mails()).toBe(1);
    for (let count = 0; count < 8; count++) {
      clock.advance(61_000);
      expect((await register(email)).status).toBe(403);
    }
    expect(await mails()).toBe(5);
  });
});

describe("trusted issuers", () => {
  it("make no user of a new subject where they may not, and serve those that are known", async () => {
    const token = issuer.token("newcomer");
    const call = () => callApi("GET /api/v1/users/me", { token });
    expect((await call()).status).toBe(401);
    expect(await open().database.prisma.identity.count({ where: { subject: "newcomer" } })).toBe(0);
    const { prisma } = open().database;
    const { id } = await createUser();
    await prisma.identity.create({ data: { provider: issuer.issuer, subject: "known", userId: id } });
    expect((await callApi("GET /api/v1/users/me", { token: issuer.token("known") })).status).toBe(200);
  });
});
