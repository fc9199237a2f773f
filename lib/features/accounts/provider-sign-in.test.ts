import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBrowser, createApiBrowser } from "@/lib/testing/api-browser";
import { callApi } from "@/lib/testing/call-api";
import { createUser, proveAddress } from "@/lib/testing/factories";
import { type GitHubPersona, gitHubClient, startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { type GoogleFaults, type GooglePersona, googleClient, startGoogleStandIn } from "@/lib/testing/google-stand-in";
import { startOidcProvider } from "@/lib/testing/oidc-provider";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const faults: GoogleFaults = {};
const github = await startGitHubStandIn();
const google = await startGoogleStandIn(0, faults);
const companyClient = { clientId: "stand-in-company", clientSecret: "stand-in-company-secret" };
const company = await startOidcProvider({ client: companyClient, callback: "oidc", title: "Company" });
afterAll(() => Promise.all([github.close(), google.close(), company.close()]));

const settings = {
  github: { ...gitHubClient, url: github.url, apiUrl: github.url },
  google: { ...googleClient, issuer: google.url },
  oidc: [{ id: "oidc", issuer: company.url, ...companyClient, label: "Company", domains: [] }],
  redirectOrigins: ["https://app.example", "http://localhost:5173", "http://plain.example"],
  adminEmails: ["chief@example.test"],
};
const { clock, open } = useTestRuntime({ settings });

let browsers = 0;
const newBrowser = () => createApiBrowser(`192.0.2.${++browsers}`);

beforeEach(() => {
  // next-auth's own cookies live by the real clock; the provider's tokens too.
  clock.set(Date.now());
  delete faults.claims;
  delete faults.wrongKey;
});

function gitHubPersona(change: Partial<GitHubPersona> = {}): GitHubPersona {
  const login = `octo-${randomUUID().slice(0, 8)}`;
  return { login, name: "Octo Cat", email: `${login}@example.test`, verified: true, ...change };
}

function googlePersona(change: Partial<GooglePersona> = {}): GooglePersona {
  const account = `g-${randomUUID().slice(0, 8)}`;
  return { account, name: "Gee", email: `${account}@example.test`, verified: true, ...change };
}

/** An account there begins with another letter than one of Google's. */
function companyPersona(change: Partial<GooglePersona> = {}): GooglePersona {
  const account = `c-${randomUUID().slice(0, 8)}`;
  return googlePersona({ account, email: `${account}@example.test`, ...change });
}

function providerOf(persona: GitHubPersona | GooglePersona | null): string {
  if (!persona || !("account" in persona)) return "github";
  return persona.account.startsWith("c-") ? "oidc" : "google";
}

const startOf = (provider: string) => `GET /api/auth/${provider === "oidc" ? "oidc/oidc" : provider}`;

/** From the start route to where the callback leads. */
async function signIn(
  browser: ApiBrowser,
  persona: GitHubPersona | GooglePersona | null,
  query = "",
  provider?: string,
) {
  const started = await browser.call(`${startOf(provider ?? providerOf(persona))}${query}`);
  expect(started.status).toBe(302);
  const back = await browser.answerProvider(started.headers.get("location") ?? "", persona);
  const answer = await browser.call(back);
  return { back, answer, location: answer.headers.get("location") ?? "" };
}

async function whoAmI(browser: ApiBrowser) {
  const { status, json } = await browser.call("GET /api/dashboard/account");
  return status === 200 ? json : null;
}

const errorIn = (location: string) => new URL(location, "http://x").searchParams.get("error");

describe.each([
  ["github", gitHubPersona],
  ["google", googlePersona],
  ["oidc", companyPersona],
] as const)("signing in with %s", (provider, newPersona) => {
  it("makes a user with a proved address, no password and an organization of their own, and signs the dashboard in", async () => {
    const persona = newPersona();
    const browser = newBrowser();
    const { answer, location } = await signIn(browser, persona, "?callbackUrl=%2Fdashboard%2Fusage%3Frange%3D7d");
    expect([answer.status, location]).toEqual([302, "/dashboard/usage?range=7d"]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const me = await whoAmI(browser);
    expect(me).toMatchObject({
      email: persona.email,
      name: persona.name,
      email_verified: true,
      organization_id: me.id,
    });
    const user = await open().database.prisma.user.findUniqueOrThrow({
      where: { id: me.id },
      include: { identities: true },
    });
    expect([user.passwordHash, user.identities.map((identity) => identity.provider)]).toEqual([
      null,
      [provider === "oidc" ? `oidc:${company.url}` : provider],
    ]);
  });

  it("begins a session that lasts as long as one by a password, however long the provider's own does", async () => {
    const browser = newBrowser();
    await signIn(browser, newPersona());
    const userId = (await whoAmI(browser)).id;
    const { database, settings: counting } = open();
    const { createdAt, expiresAt } = await database.prisma.session.findFirstOrThrow({ where: { userId } });
    expect(expiresAt.getTime() - createdAt.getTime()).toBe(counting.sessionLifetimeSeconds * 1000);
    clock.set(expiresAt.getTime() - 1_000);
    expect(await whoAmI(browser)).not.toBeNull();
    clock.set(expiresAt.getTime());
    expect(await whoAmI(browser)).toBeNull();
  });

  it("knows the same account again, also after its address changed", async () => {
    const persona = newPersona();
    const [first, second] = [newBrowser(), newBrowser()];
    await signIn(first, persona);
    await signIn(second, { ...persona, email: `moved-${persona.email}`, verified: false });
    expect((await whoAmI(second)).id).toBe((await whoAmI(first)).id);
  });

  it("joins by the domain's ASCII form, and never by letters that Unicode folds", async () => {
    const name = `mike-${randomUUID().slice(0, 8)}`;
    const mike = await createUser({ email: `${name}@münchen.test` });
    const where = { where: { id: mike.id }, data: { emailVerifiedAt: new Date(clock.now()) } };
    await open().database.prisma.user.update(where);
    const lookAlike = newBrowser();
    const kelvin = newPersona({ email: `${name.replace("k", "\u212A")}@münchen.test` });
    expect(errorIn((await signIn(lookAlike, kelvin)).location)).toBe("email_unverified");
    expect(await whoAmI(lookAlike)).toBeNull();
    const own = newBrowser();
    await signIn(own, newPersona({ email: `${name.toUpperCase()}@MÜNCHEN.test` }));
    expect((await whoAmI(own)).id).toBe(mike.id);
  });

  it("refuses an address that the provider has not verified, and creates nothing", async () => {
    const persona = newPersona({ verified: false });
    const browser = newBrowser();
    const { location } = await signIn(browser, persona);
    expect(errorIn(location)).toBe("email_unverified");
    expect(await whoAmI(browser)).toBeNull();
    expect(await open().database.prisma.user.count({ where: { email: persona.email } })).toBe(0);
  });

  it("leaves a local account alone whose address is not proved: it may be a squatter's", async () => {
    const local = await createUser();
    const browser = newBrowser();
    const { location } = await signIn(browser, newPersona({ email: local.email }));
    expect(errorIn(location)).toBe("account_exists");
    expect(await whoAmI(browser)).toBeNull();
    expect(await open().database.prisma.identity.count({ where: { userId: local.id } })).toBe(0);
  });

  it("links a local account whose address is proved, once, and tells its user", async () => {
    const local = await createUser();
    const { prisma } = open().database;
    await prisma.user.update({ where: { id: local.id }, data: { emailVerifiedAt: new Date() } });
    const persona = newPersona({ email: local.email.toUpperCase() });
    const browser = newBrowser();
    await signIn(browser, persona);
    expect((await whoAmI(browser)).id).toBe(local.id);
    await signIn(newBrowser(), persona);
    expect(await prisma.identity.count({ where: { userId: local.id } })).toBe(1);
    expect(await prisma.mail.count({ where: { recipient: local.email, subject: { contains: "connected" } } })).toBe(1);
  });

  it("connects nothing to an account that may not sign in", async () => {
    const persona = newPersona();
    const user = await proveAddress(await createUser({ email: persona.email }));
    await open().database.prisma.user.update({ where: { id: user.id }, data: { suspendedAt: new Date(clock.now()) } });
    expect(errorIn((await signIn(newBrowser(), persona)).location)).toBe("suspended");
    expect(await open().database.prisma.identity.count({ where: { userId: user.id } })).toBe(0);
  });

  it("makes one user of many first sign-ins at once", async () => {
    const persona = newPersona();
    const all = Array.from({ length: 5 }, newBrowser);
    const outcomes = await Promise.all(all.map((browser) => signIn(browser, persona)));
    expect(outcomes.map(({ location }) => location)).toEqual(Array(5).fill("/dashboard"));
    const ids = await Promise.all(all.map(async (browser) => (await whoAmI(browser)).id));
    expect(new Set(ids).size).toBe(1);
  });

  it("tells a cancelled sign-in from a failed one", async () => {
    const browser = newBrowser();
    const { location } = await signIn(browser, null, "?callbackUrl=/dashboard/tokens", provider);
    expect(location).toBe("/sign-in?error=access_denied&callbackUrl=%2Fdashboard%2Ftokens");
    expect(await whoAmI(browser)).toBeNull();
  });

  it("goes back to the page where it began, with the target, where it was cancelled or may not begin", async () => {
    const browser = newBrowser();
    const from = "?callbackUrl=%2Fdashboard%2Ftokens&from=%2Fregister";
    const { location } = await signIn(browser, null, from, provider);
    expect(location).toBe("/register?error=access_denied&callbackUrl=%2Fdashboard%2Ftokens");
    const led = async (query: string) => {
      const told = await browser.call(`${startOf(provider)}${query}`, { headers: { accept: "text/html" } });
      return [told.status, told.headers.get("location")];
    };
    for (let count = 0; count < 10; count++) await browser.call(startOf(provider));
    const kept = "reason=rate_limited&callbackUrl=%2Fdashboard%2Ftokens";
    expect(await led(from)).toEqual([303, `/register?${kept}`]);
    expect(await led("?callbackUrl=%2Fdashboard%2Ftokens")).toEqual([303, `/sign-in?${kept}`]);
    // No address of a request is led to: the pages are the contract's, and check the target.
    expect(await led("?from=%2F%2Fevil.tld")).toEqual([303, "/sign-in?reason=rate_limited"]);
    const elsewhere = "callbackUrl=https%3A%2F%2Fevil.tld%2F";
    expect(await led(`?${elsewhere}`)).toEqual([303, `/sign-in?reason=rate_limited&${elsewhere}`]);
  });

  it("goes back there also where a limit refuses its return, which holds once there is room again", async () => {
    const persona = newPersona();
    const address = `192.0.2.${++browsers}`;
    const begin = async (query: string) => {
      const browser = createApiBrowser(address);
      const started = await browser.call(`${startOf(provider)}${query}`);
      return { browser, back: await browser.answerProvider(started.headers.get("location") ?? "", persona) };
    };
    const fromRegistering = await begin("?callbackUrl=%2Fdashboard%2Ftokens&from=%2Fregister");
    const fromSigningIn = await begin("?callbackUrl=https%3A%2F%2Fevil.tld%2F");
    const fromAnApp = await begin("?redirect_uri=https%3A%2F%2Fapp.example%2F");
    const other = createApiBrowser(address);
    for (let count = 0; count < 10; count++) await other.call(startOf(provider));
    const ledTo = async ({ browser, back }: typeof fromAnApp, headers: Record<string, string> = {}) =>
      (await browser.call(back, { headers: { accept: "text/html", ...headers } })).headers.get("location");
    expect(await ledTo(fromRegistering)).toBe("/register?callbackUrl=%2Fdashboard%2Ftokens&reason=rate_limited");
    expect(await ledTo(fromSigningIn)).toBe("/sign-in?callbackUrl=%2Fdashboard&reason=rate_limited");
    expect(await ledTo(fromAnApp)).toBe("https://app.example/#error=rate_limited");
    const forged = (fromAnApp.browser.cookies.get("latchkey.sign-in") ?? "").slice(0, -4);
    expect(await ledTo(fromAnApp, { cookie: `latchkey.sign-in=${forged}AAAA` })).toBe("/sign-in?reason=rate_limited");
    clock.advance(60_000);
    expect(await ledTo(fromRegistering)).toBe("/dashboard/tokens");
  });

  it("leads to the sign-in page with what an account that is here has to do, wherever it began", async () => {
    const local = await createUser();
    const { location } = await signIn(newBrowser(), newPersona({ email: local.email }), "?from=%2Fregister");
    expect(location).toBe("/sign-in?error=account_exists&callbackUrl=%2Fdashboard");
  });

  it("begins at no page but those that have its button", async () => {
    const answer = await newBrowser().call(`${startOf(provider)}?from=%2F%2Fevil.tld`);
    expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
  });

  it("refuses a code that the provider did not give", async () => {
    const browser = newBrowser();
    const started = await browser.call(startOf(provider));
    const back = await browser.answerProvider(started.headers.get("location") ?? "", newPersona());
    const answer = await browser.call(back.replace(/code=[^&]+/, "code=guess"));
    expect(errorIn(answer.headers.get("location") ?? "")).toBe("provider_failed");
    expect(await whoAmI(browser)).toBeNull();
  });

  it("refuses a forged state, another browser's return (login CSRF), and the same return twice", async () => {
    const attacker = newBrowser();
    const started = await attacker.call(startOf(provider));
    const back = await attacker.answerProvider(started.headers.get("location") ?? "", newPersona());

    const victim = newBrowser();
    const unasked = await victim.call(back);
    expect(errorIn(unasked.headers.get("location") ?? "")).toBe("state_mismatch");
    await victim.call(startOf(provider));
    const swapped = await victim.call(back);
    expect(errorIn(swapped.headers.get("location") ?? "")).toBe("state_mismatch");
    expect(await whoAmI(victim)).toBeNull();

    const forged = await attacker.call(back.replace(/state=[^&]+/, "state=forged"));
    expect(errorIn(forged.headers.get("location") ?? "")).toBe("state_mismatch");

    const browser = newBrowser();
    const once = await signIn(browser, newPersona());
    browser.cookies.delete("next-auth.session-token");
    const again = await browser.call(once.back);
    expect(errorIn(again.headers.get("location") ?? "")).toBe("state_mismatch");
    expect(await whoAmI(browser)).toBeNull();
  });

  it("refuses a return after a quarter of an hour", async () => {
    const browser = newBrowser();
    const started = await browser.call(startOf(provider));
    const back = await browser.answerProvider(started.headers.get("location") ?? "", newPersona());
    clock.advance(15 * 60_000);
    expect(errorIn((await browser.call(back)).headers.get("location") ?? "")).toBe("state_mismatch");
  });

  it("keeps state, verifier and purpose in cookies that no script reads and that other sites' forms do not send", async () => {
    const { headers } = await newBrowser().call(startOf(provider));
    const lines = headers.getSetCookie().filter((line) => /state|pkce|nonce|latchkey/.test(line));
    expect(lines.length).toBe(provider === "github" ? 3 : 4);
    for (const line of lines) expect(line).toMatch(/(?=.*HttpOnly)(?=.*SameSite=Lax)/i);
    const asked = new URL(headers.get("location") ?? "").searchParams;
    expect([asked.get("code_challenge_method"), asked.get("redirect_uri")]).toEqual([
      "S256",
      `http://localhost:3000/api/auth/callback/${provider}`,
    ]);
  });

  it("counts on the sign-in limit of the address", async () => {
    const browser = newBrowser();
    for (let count = 0; count < 10; count++) await browser.call(startOf(provider));
    expect((await browser.call(startOf(provider))).status).toBe(429);
    expect((await browser.call(`GET /api/auth/callback/${provider}?state=x`)).status).toBe(429);
    // A person is led to a page that has words for it.
    const headers = { accept: "text/html" };
    for (const step of [startOf(provider), `GET /api/auth/callback/${provider}?state=x`]) {
      const told = await browser.call(step, { headers });
      expect([told.status, told.headers.get("location")]).toEqual([303, "/sign-in?reason=rate_limited"]);
      expect(Number(told.headers.get("retry-after"))).toBeGreaterThan(0);
    }
  });
});

describe("what Google signs", () => {
  it.each<[string, GoogleFaults]>([
    ["another nonce", { claims: (claims) => ({ ...claims, nonce: "other" }) }],
    ["another audience", { claims: (claims) => ({ ...claims, aud: "someone-else" }) }],
    ["another issuer", { claims: (claims) => ({ ...claims, iss: "https://evil.example" }) }],
    ["an expiry in the past", { claims: (claims) => ({ ...claims, exp: 1 }) }],
    ["a key that is not Google's", { wrongKey: true }],
  ])("does not count with %s", async (_title, fault) => {
    Object.assign(faults, fault);
    const browser = newBrowser();
    const { location } = await signIn(browser, googlePersona());
    expect(errorIn(location)).toBe("provider_failed");
    expect(await whoAmI(browser)).toBeNull();
  });

  it("takes `email_verified` for a yes only when it is true", async () => {
    faults.claims = (claims) => ({ ...claims, email_verified: "false" });
    expect(errorIn((await signIn(newBrowser(), googlePersona())).location)).toBe("email_unverified");
  });
});

describe("?redirect_uri=", () => {
  const start = (uri: string) => newBrowser().call(`GET /api/auth/github?redirect_uri=${encodeURIComponent(uri)}`);

  it("returns a session JWT in the fragment, and leaves no dashboard session", async () => {
    const browser = newBrowser();
    const uri = "https://app.example/welcome?from=docs";
    const { location } = await signIn(browser, gitHubPersona(), `?redirect_uri=${encodeURIComponent(uri)}`);
    const [address, fragment = ""] = location.split("#");
    expect(address).toBe(uri);
    const values = Object.fromEntries(new URLSearchParams(fragment));
    expect(values).toEqual({ access_token: expect.any(String), token_type: "bearer", expires_in: "604800" });
    expect((await callApi("GET /api/user/me", { token: values.access_token })).status).toBe(200);
    expect(await whoAmI(browser)).toBeNull();
  });

  it("returns an error in the fragment", async () => {
    const { location } = await signIn(newBrowser(), null, "?redirect_uri=http%3A%2F%2Flocalhost%3A5173%2F");
    expect(location).toBe("http://localhost:5173/#error=access_denied");
  });

  it.each([
    "https://app.example.evil.tld/",
    "https://evil.tld/https://app.example/",
    "https://app.example@evil.tld/",
    "https://user:secret@app.example/",
    "https://app.example:8443/",
    "https://sub.app.example/",
    "http://app.example/",
    "http://plain.example/",
    "http://localhost:5174/",
    "//app.example/",
    "/dashboard",
    "https://app.example/#there",
    "https://app.example/#",
    "javascript:alert(1)//https://app.example",
    "data:text/html,hi",
    "https:\\\\evil.tld\\app.example",
    "https://app.example\\.evil.tld/",
    "",
  ])("refuses %j without leading anywhere", async (uri) => {
    const answer = await start(uri);
    expect([answer.status, answer.json.error.code, answer.headers.get("location")]).toEqual([
      400,
      "VALIDATION_ERROR",
      null,
    ]);
  });

  it("is remembered in a cookie that cannot be altered", async () => {
    const browser = newBrowser();
    const started = await browser.call("GET /api/auth/github?redirect_uri=https%3A%2F%2Fapp.example%2F");
    const back = await browser.answerProvider(started.headers.get("location") ?? "", gitHubPersona());
    const sealed = browser.cookies.get("latchkey.sign-in") ?? "";
    expect(sealed).not.toContain("app.example");
    browser.cookies.set("latchkey.sign-in", `${sealed.slice(0, -4)}AAAA`);
    expect(errorIn((await browser.call(back)).headers.get("location") ?? "")).toBe("state_mismatch");
  });

  it.each(["https://evil.tld/", "//evil.tld", "/\\evil.tld", "/api/auth/signout"])(
    "and a callbackUrl of %s leads to the dashboard instead",
    async (target) => {
      const { location } = await signIn(newBrowser(), gitHubPersona(), `?callbackUrl=${encodeURIComponent(target)}`);
      expect(location).toBe("/dashboard");
    },
  );
});

describe("administrators by address", () => {
  it("become it when a provider proves the address, and not by registering it", async () => {
    await createUser();
    const squatter = await createUser({ email: "chief@example.test" });
    expect(squatter.principal.instanceAdmin).toBe(false);
    await open().database.prisma.user.delete({ where: { id: squatter.id } });
    const browser = newBrowser();
    await signIn(browser, googlePersona({ email: "Chief@example.test" }));
    const { id } = await whoAmI(browser);
    const user = await open().database.prisma.user.findUniqueOrThrow({ where: { id } });
    expect(user.instanceAdmin).toBe(true);
  });
});
