import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { roleOfScope } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { successfulWrites } from "@/lib/testing/successful-writes";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { recordOf, useUpLimits } from "@/lib/testing/use-up-limits";
import { confirmedForMs } from "./confirmed-session";
import { type Contract, endpointOf, takesNoBody } from "./contract";
import { sourceOf } from "./dashboard-contract";
import { readerOf } from "./page-reader";
import { readerHeader } from "./reader-header";
import { bucketsOf } from "./request-buckets";

const { clock } = useTestRuntime();

/** Every endpoint that the browser's session opens, derived or declared: the denials that its row promises. */
const rows = contractTable.filter(({ allow }) => allow.includes("dashboard-session"));
const bearerRows = contractTable.filter(({ allow }) => allow.includes("session-jwt"));
const named = (contracts: readonly Contract[]) =>
  contracts.map((contract) => [endpointOf(contract), contract] as const);
const targetOf = ({ method, path }: Contract) => `${method} ${path.replaceAll(/\{[^}]+\}/g, "none")}`;
const roads = ["server", "next"] as const;
const isForPages = ({ path }: Contract) => path.startsWith("/api/dashboard/");

const form = { "content-type": "application/x-www-form-urlencoded", "content-length": "3" };

let owner: TestUser;
let asOwner: Record<string, string>;
let asMember: Record<string, string>;
let bearers: string[];
let admin: TestUser;

beforeAll(async () => {
  owner = await createUser({ plan: "enterprise" });
  const { id, member } = await createTeam();
  admin = await createUser();
  await makeInstanceAdmin(admin);
  bearers = [
    owner.token,
    (await createKey(owner)).secret,
    (await createKey(owner, { scopes: ["prompts:read"] })).secret,
  ];
  asOwner = await dashboardHeaders(owner);
  asMember = await dashboardHeaders(member);
  await callApi("PUT /api/dashboard/user/organization", { headers: asMember, body: { organization_id: id } });
});

/** Time goes on between the rows; those that ask who is there must get as far as what they are asked for. */
async function confirmNow(): Promise<void> {
  const confirmed = { where: { userId: owner.id }, data: { confirmedAt: new Date(clock.now()) } };
  await runtime().database.prisma.session.updateMany(confirmed);
}

/** Rows with a parameter that nothing has to be there for, and why. */
const foundAnywhere: Readonly<Record<string, string>> = {
  "PUT /api/dashboard/v1/limits/{namespace}": "makes what is not there",
};

const code = (answer: Awaited<ReturnType<typeof callApi>>) => [answer.status, answer.json?.error?.code];

describe("the dashboard's doors", () => {
  it("are derived from the contracts that say so, each to a path of its own", () => {
    const derived = rows.filter((row) => sourceOf(row));
    expect(derived.length).toBeGreaterThan(80);
    expect(new Set(rows.map(({ method, path }) => `${method} ${path}`)).size).toBe(rows.length);
    for (const row of derived) {
      expect([row.minimumPlan, row.success.framed]).toEqual([undefined, undefined]);
      expect([row.scope, row.minimumRole]).toEqual([sourceOf(row)?.scope, sourceOf(row)?.minimumRole]);
    }
  });

  it("are the session's own, and all that stands at their addresses is for our pages alone", () => {
    for (const row of rows) {
      expect(row).toMatchObject({ product: "dashboard", allow: ["dashboard-session"], audience: "dashboard" });
    }
    expect(contractTable.filter(({ audience }) => audience === "dashboard")).toEqual(contractTable.filter(isForPages));
    for (const { allow } of contractTable.filter(isForPages)) {
      expect([["dashboard-session"], ["anonymous"]]).toContainEqual(allow);
    }
  });

  it.each(named(rows))("401 on %s without a session, also with another credential", async (_name, contract) => {
    // A derived row has no handler of its own that a request could reach past the middleware.
    for (const via of sourceOf(contract) ? roads : ([...roads, "past-middleware"] as const)) {
      const headers = { "sec-fetch-site": "same-origin" };
      expect(code(await callApi(targetOf(contract), { headers, via }))).toEqual([401, "UNAUTHORIZED"]);
      const junk = { ...headers, cookie: "next-auth.session-token=junk" };
      expect(code(await callApi(targetOf(contract), { headers: junk, via }))).toEqual([401, "UNAUTHORIZED"]);
      for (const token of bearers) {
        expect(code(await callApi(targetOf(contract), { headers, token, via }))).toEqual([401, "UNAUTHORIZED"]);
      }
    }
  });

  // Those of signing in and registering too, which nobody is signed in for.
  const ofPages = contractTable.filter((row) => row.method !== "GET" && (isForPages(row) || rows.includes(row)));
  it.each(named(ofPages))(
    "403 on %s for a change that another site sent, or that says nothing of where it comes from",
    async (_name, contract) => {
      const { "sec-fetch-site": _site, ...cookies } = asOwner;
      for (const via of roads) {
        for (const site of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, {}]) {
          const answer = await callApi(targetOf(contract), { headers: { ...cookies, ...site }, via });
          expect(code(answer)).toEqual([403, "FORBIDDEN"]);
        }
      }
    },
  );

  it.each(named(bearerRows))(
    "401 on %s for the browser's session, which opens nothing else",
    async (_name, contract) => {
      if (contract.allow.includes("anonymous")) return expect(contract.method).toBe("GET");
      for (const via of roads) {
        expect((await callApi(targetOf(contract), { headers: asOwner, via })).status).toBe(401);
      }
    },
  );
});

describe("a page of another user, or of an organization that its session no longer acts for", () => {
  it.each(named(rows))("gets a 403 on %s, which names its session's own", async (_name, contract) => {
    const elsewhere = readerOf({ ...owner.principal, organizationId: "org_another" });
    const somebodyElse = readerOf({ ...owner.principal, userId: "user_another" });
    for (const via of roads) {
      for (const shown of [elsewhere, somebodyElse]) {
        const headers = { ...asOwner, [readerHeader]: shown };
        const answer = await callApi(targetOf(contract), { headers, via });
        expect(code(answer)).toEqual([403, "FORBIDDEN"]);
        expect(answer.headers.get(readerHeader)).toBe(readerOf(owner.principal));
      }
    }
  });
});

describe("what a role may do in the dashboard", () => {
  const guarded = rows.filter(({ instanceAdmin, minimumRole, scope }) => {
    const needed = minimumRole ?? (scope ? roleOfScope(scope) : "member");
    return instanceAdmin || needed !== "member";
  });

  it.each(named(guarded))("403 on %s for a member", async (_name, contract) => {
    for (const via of roads) {
      expect(code(await callApi(targetOf(contract), { headers: asMember, via }))).toEqual([403, "FORBIDDEN"]);
    }
    clock.advance(60_000);
  });
});

describe("what is not there", () => {
  beforeEach(confirmNow);

  const withId = rows.filter(({ path }) => path.includes("{"));
  it.each(named(withId.filter((row) => !(endpointOf(row) in foundAnywhere))))("404 on %s", async (_name, contract) => {
    const write = contract.body && successfulWrites[endpointOf(sourceOf(contract) ?? contract)];
    const body = (await write?.(await createUser({ plan: "enterprise" })))?.body;
    for (const via of roads) {
      expect(code(await callApi(targetOf(contract), { headers: asOwner, body, via }))).toEqual([404, "NOT_FOUND"]);
    }
    clock.advance(60_000);
  });
});

describe("what is sent", () => {
  beforeEach(confirmNow);

  const withBody = named(rows.filter((contract) => contract.body ?? takesNoBody(contract)));
  it.each(withBody)("415 on %s for a body that is not JSON", async (_name, contract) => {
    for (const via of roads) {
      const answer = await callApi(targetOf(contract), { headers: { ...asOwner, ...form }, body: "a=b", via });
      expect(code(answer)).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
    }
    clock.advance(60_000);
  });

  it.each(withBody)("413 on %s for a body over 1 MiB, declared or not", async (_name, contract) => {
    const body = JSON.stringify({ name: "x".repeat(1_100_000) });
    for (const via of roads) {
      for (const length of [{ "content-length": String(body.length) }, {}]) {
        const answer = await callApi(targetOf(contract), { headers: { ...asOwner, ...length }, body, via });
        expect(code(answer)).toEqual([413, "PAYLOAD_TOO_LARGE"]);
      }
    }
    clock.advance(60_000);
  });

  /** Events are judged one by one: report-usage.test.ts says how. */
  const withSchema = withBody.filter(([, contract]) => contract.readBy !== "handler");

  it.each(withSchema)("400 on %s for malformed JSON, unknown fields and null characters", async (_name, contract) => {
    for (const via of roads) {
      for (const body of ["{", "[]", '"text"', '{"surprise":1}', '{"name":"a\\u0000b"}']) {
        const answer = await callApi(targetOf(contract), { headers: asOwner, body, via });
        expect([body, ...code(answer)]).toEqual([body, 400, "VALIDATION_ERROR"]);
      }
    }
    clock.advance(60_000);
  });
});

describe("limits of the dashboard", () => {
  let others: Awaited<ReturnType<typeof recordOf>>;
  beforeAll(async () => {
    others = await recordOf(await dashboardHeaders(owner));
    expect(others).not.toBeNull();
  });

  it.each(named(rows))(
    "429 on %s when the session's burst is used up, and no other session's",
    async (_name, contract) => {
      const headers = await dashboardHeaders(contract.instanceAdmin ? admin : owner);
      const record = await recordOf(headers);
      expect(record).not.toBeNull();
      if (contract.reauthenticated) clock.advance(confirmedForMs + 1_000);
      await useUpLimits(contract.product, record, { left: 1 });
      // A request that the gate counts and the handler cannot fulfil: it changes nothing for the other rows.
      const last = await callApi(targetOf(contract), { headers, body: contract.method === "GET" ? undefined : "{" });
      expect(last.status).not.toBe(429);
      const denied = await callApi(targetOf(contract), { headers });
      expect(code(denied)).toEqual([429, "RATE_LIMITED"]);
      expect(Number(denied.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect((await runtime().limiter.peek(bucketsOf(contract.product, others, null))).allowed).toBe(true);
      clock.advance(60_000);
    },
  );
});
