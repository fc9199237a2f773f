import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { limitsOf, roleOfScope } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { type BothRoads, expectAlikeOn, openBothRoads } from "@/lib/testing/both-roads";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, makeInstanceAdmin, type TestUser, testPassword } from "@/lib/testing/factories";
import { startOidcIssuer } from "@/lib/testing/oidc-issuer";
import { openTestEmbed, openTestPortal } from "@/lib/testing/portal";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { recordOf, useUpLimits } from "@/lib/testing/use-up-limits";
import { confirmedForMs } from "./confirmed-session";
import { type Contract, endpointOf, takesNoBody } from "./contract";

const issuer = await startOidcIssuer({ now: () => clock.now() });
afterAll(issuer.stop);

/** What every row of the contract table refuses, once before Next on a real connection, and once through Next's middleware. */
const { clock } = useTestRuntime({
  settings: { trustedIssuers: [{ issuer: issuer.issuer, audience: null, jwksUri: null, createsUsers: true }] },
});

type Headers = Record<string, string>;
let roads: BothRoads;
let expectAlike: ReturnType<typeof expectAlikeOn>;
/** An administrator of the deployment with room for many requests. */
let admin: TestUser;

beforeAll(async () => {
  roads = await openBothRoads();
  expectAlike = expectAlikeOn(roads, clock);
  admin = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(admin);
});
afterAll(() => roads.close());

/** By token and by page, both of now: the clock goes on for days, and sessions end. */
async function signIn({ email }: TestUser): Promise<{ token: Headers; page: Headers }> {
  const { json } = await callApi("POST /api/auth/login", { body: { email, password: testPassword } });
  return { token: { authorization: `Bearer ${json.access_token}` }, page: await dashboardHeaders({ ...admin, email }) };
}

const pathOf = ({ path }: Contract) => path.replaceAll(/\{version\}/g, "1").replaceAll(/\{[^}]+\}/g, "none");
const named = (rows: readonly Contract[]) => rows.map((contract) => [endpointOf(contract), contract] as const);
const isOpen = ({ allow }: Contract) => allow.every((kind) => kind === "anonymous");
const isOfCookie = ({ allow }: Contract) => allow.includes("dashboard-session") || allow.includes("portal-session");
const isInPortal = ({ allow }: Contract) => allow.includes("portal-session") || allow.includes("portal-token");
const json = { "content-type": "application/json" };

describe("both roads answer alike to callers without a right, status, headers and body", () => {
  const samePage = { "sec-fetch-site": "same-origin" };
  let key: Headers;
  beforeAll(async () => {
    const { secret } = await createKey(admin, { scopes: ["prompts:read"] });
    key = { authorization: `Bearer ${secret}` };
  });

  /** What a caller gets who shows no credential that holds; null where none is needed. */
  function statusFor(contract: Contract, site: Headers): number | null {
    if (contract.allow.includes("anonymous")) return null;
    return isOfCookie(contract) && contract.method !== "GET" && site !== samePage ? 403 : 401;
  }

  it.each(named(contractTable))("on %s", async (_name, contract) => {
    const { method } = contract;
    for (const site of [{}, samePage]) {
      const status = statusFor(contract, site);
      for (const credential of [{}, { authorization: "Bearer nonsense" }, { authorization: "Basic YTpi" }]) {
        const answered = await expectAlike({ method, path: pathOf(contract), headers: { ...credential, ...site } });
        if (status !== null) expect([credential, answered]).toEqual([credential, status]);
      }
      const answered = await expectAlike({ method, path: pathOf(contract), headers: { ...key, ...site } });
      if (status !== null && !contract.allow.includes("api-key")) {
        expect(answered).toBe(isOfCookie(contract) ? status : 403);
      } else if (contract.scope && contract.scope !== "prompts:read") expect(answered).toBe(403);
    }
  });
});

describe("both roads answer alike to a member whose role is not enough", () => {
  let headers: Headers;
  beforeAll(async () => {
    const { id, member } = await createTeam();
    const { page } = await signIn(member);
    await callApi("PUT /api/dashboard/user/organization", { headers: page, body: { organization_id: id } });
    headers = { ...page, authorization: `Bearer ${member.token}` };
  });

  const guarded = contractTable.filter(({ allow, instanceAdmin, minimumRole, scope }) => {
    const needed = minimumRole ?? (scope ? roleOfScope(scope) : "member");
    const isOfUser = allow.includes("session-jwt") || allow.includes("dashboard-session");
    return isOfUser && (instanceAdmin || needed !== "member");
  });
  it.each(named(guarded))("on %s", async (_name, contract) => {
    expect(await expectAlike({ method: contract.method, path: pathOf(contract), headers })).toBe(403);
  });
});

const writes = contractTable.filter(
  (contract) =>
    contract.method !== "GET" &&
    (contract.body || contract.form || contract.audience === "library" || takesNoBody(contract)),
);

/** Sends a body of each kind that cannot be read. A handler that reads its own, as a library does, says itself what it is. */
async function expectUnreadAlike(contract: Contract, headers: Headers): Promise<void> {
  const { method } = contract;
  const path = pathOf(contract);
  const isRead = contract.audience !== "library" && contract.readBy !== "handler";
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const sent = [
    ...["{", "[]", '{"surprise":1}', '{"name":"a\\u0000b"}', "\u00e9"].map((body) => ({ body, of: json, status: 400 })),
    { body: "a=b", of: form, status: 415 },
    { body: "x".repeat(1_100_000), of: json, status: 413 },
  ];
  for (const { body, of, status } of sent) {
    const answered = await expectAlike({ method, path, headers: { ...of, ...headers }, body });
    if (isRead) expect([body.slice(0, 40), answered]).toEqual([body.slice(0, 40), status]);
  }
}

describe("both roads answer alike to what cannot be read", () => {
  let headers: Headers;
  beforeAll(async () => {
    const { token, page } = await signIn(admin);
    headers = { ...token, ...page };
  });
  // A row takes a quarter of an hour; those that ask who is there must get as far as the body.
  beforeEach(async () => {
    const confirmed = { where: { userId: admin.id }, data: { confirmedAt: new Date(clock.now() + confirmedForMs) } };
    await runtime().database.prisma.session.updateMany(confirmed);
  });

  it.each(named(writes.filter((contract) => !isInPortal(contract))))("on %s", async (_name, contract) => {
    await expectUnreadAlike(contract, headers);
  });
});

describe("both roads answer alike in a customer's portal", () => {
  let company: TestUser;
  let backend: string;
  beforeAll(async () => {
    company = await createUser({ plan: "enterprise" });
    await makeInstanceAdmin(company);
    backend = (await createManagementKey(company.principal, { name: "Backend", scopes: ["manage:portal:write"] })).key;
  });
  /** Opened for each row: a portal ends sooner than the rows do. */
  const headersOf = async ({ allow }: Contract) =>
    (await (allow.includes("portal-session") ? openTestPortal : openTestEmbed)(company, {}, backend)).headers;

  it.each(named(contractTable.filter(isInPortal)))("on %s, when its limit is used up", async (_name, contract) => {
    const headers = await headersOf(contract);
    await useUpLimits(contract.product, await recordOf(headers));
    expect(await expectLimitedAlike(contract, headers)).toBe(429);
  });

  it.each(named(writes.filter(isInPortal)))("on %s, for what cannot be read", async (_name, contract) => {
    await expectUnreadAlike(contract, await headersOf(contract));
  });
});

describe("both roads answer alike to other methods, preflights and longer paths", () => {
  const paths = [...new Set(contractTable.map(pathOf))];
  it.each(paths)("at %s", async (path) => {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
      if (contractTable.some((row) => pathOf(row) === path && (row.method === method || row.everyMethod))) continue;
      const status = await expectAlike({ method, path, headers: { origin: "https://app.example.test" } });
      expect(status).toBe(method === "OPTIONS" ? 204 : 405);
    }
    // One segment more may stand for a parameter, and lead to an endpoint of its own.
    expect([401, 404]).toContain(await expectAlike({ method: "GET", path: `${path}/nothing/here` }));
  });
});

/** In the same moment by both roads: what is used up has not recovered for the second. */
const expectLimitedAlike = ({ method, ...contract }: Contract, headers: Headers) =>
  expectAlikeOn(roads, clock, "afterwards")({ method, path: pathOf({ method, ...contract }), headers });

describe("both roads answer alike when the limit of a caller is used up", () => {
  let signedIn: { token: Headers; page: Headers };
  beforeAll(async () => {
    signedIn = await signIn(admin);
  });

  function headersOf({ allow, audience }: Contract): Headers {
    if (audience === "dashboard") return signedIn.page;
    if (allow.includes("session-jwt") || audience !== "portal") return signedIn.token;
    return { "sec-fetch-site": "same-origin" };
  }

  const limited = contractTable.filter(
    (contract) => limitsOf(contract.product, "free") !== null && !isInPortal(contract),
  );
  it.each(named(limited))("on %s", async (_name, contract) => {
    const exp = Math.floor(clock.now() / 1000) + 600;
    const external = { authorization: `Bearer ${issuer.token("user_1", { claims: { exp } })}` };
    const headers = contract.allow.every((kind) => kind === "external-jwt") ? external : headersOf(contract);
    await useUpLimits(contract.product, isOpen(contract) ? null : await recordOf(headers));
    expect(await expectLimitedAlike(contract, headers)).toBe(429);
  });
});

it("both roads answer alike for what the client has already", async () => {
  const { token: headers } = await signIn(admin);
  const first = await roads.beforeIt({ method: "GET", path: "/v1/prompts", headers });
  clock.advance(60_000);
  const known = { ...headers, "if-none-match": String(first.headers.etag) };
  expect(await expectAlike({ method: "GET", path: "/v1/prompts", headers: known })).toBe(304);
});
