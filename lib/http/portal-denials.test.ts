import { beforeAll, describe, expect, it } from "vitest";
import { portalParts } from "@/lib/access/portal-terms";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { openTestEmbed, openTestPortal, type TestPortal } from "@/lib/testing/portal";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { recordOf, useUpLimits } from "@/lib/testing/use-up-limits";
import { type Contract, takesNoBody } from "./contract";
import { sourceOf } from "./dashboard-contract";
import { bucketsOf } from "./request-buckets";

const { clock } = useTestRuntime();

/** Every endpoint that a customer's portal opens, and all that it does not: the denials that each row promises. */
const rows = contractTable.filter(({ allow }) => allow.includes("portal-session"));
const isForPages = ({ path }: Contract) => path.startsWith("/portal/api/");
const ofPages = contractTable.filter((row) => row.method !== "GET" && (isForPages(row) || rows.includes(row)));
const others = contractTable.filter(
  ({ audience, allow }) => audience !== "library" && audience !== "portal" && !allow.includes("anonymous"),
);
const named = (contracts: readonly Contract[]) =>
  contracts.map((contract) => ({ name: `${contract.method} ${contract.path}`, contract }));
const targetOf = ({ method, path }: Contract) => `${method} ${path.replaceAll(/\{[^}]+\}/g, "none")}`;
const roads = ["server", "next", "past-middleware"] as const;
const code = (answer: Awaited<ReturnType<typeof callApi>>) => [answer.status, answer.json?.error?.code];

let admin: TestUser;
let portal: TestPortal;
let asOwner: Record<string, string>;
let backend: string;
let bearers: string[];

beforeAll(async () => {
  admin = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(admin);
  portal = await openTestPortal(admin, { scopes: ["prompts:read"], ttl: 28_800 });
  asOwner = await dashboardHeaders(admin);
  backend = (await createManagementKey(admin.principal, { name: "Backend", scopes: ["manage:portal:write"] })).key;
  bearers = [
    admin.token,
    (await createKey(admin, { scopes: ["prompts:read"] })).secret,
    backend,
    portal.headers.cookie?.split("=")[1] ?? "",
  ];
});

/** The portal is used all the while, so that it does not end as idle. */
function minuteLater(): void {
  clock.advance(60_000);
}

describe("a portal's endpoints", () => {
  it("are its own, and say which part of it they belong to", () => {
    expect(rows.length).toBeGreaterThan(7);
    expect(contractTable.filter(({ audience }) => audience === "portal")).toEqual(contractTable.filter(isForPages));
    for (const row of rows) {
      expect(row).toMatchObject({ product: "portal", allow: ["portal-session"], audience: "portal" });
      if (!row.path.endsWith("/session")) expect(portalParts).toContain(row.portalPart);
    }
  });

  it.each(named(rows))(
    "401 on $name without a portal's cookie, also with any other credential",
    async ({ contract }) => {
      const site = { "sec-fetch-site": "same-origin" };
      for (const via of roads) {
        for (const headers of [site, { ...site, cookie: "latchkey.portal=junk" }, asOwner]) {
          expect(code(await callApi(targetOf(contract), { headers, via }))).toEqual([401, "UNAUTHORIZED"]);
        }
        for (const token of bearers) {
          expect(code(await callApi(targetOf(contract), { headers: site, token, via }))).toEqual([401, "UNAUTHORIZED"]);
        }
      }
    },
  );

  it.each(named(ofPages))(
    "403 on $name for a change that another site sent, or that says nothing of where it comes from",
    async ({ contract }) => {
      const { "sec-fetch-site": _site, ...cookie } = portal.headers;
      for (const via of roads) {
        for (const site of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, {}]) {
          const answer = await callApi(targetOf(contract), { headers: { ...cookie, ...site }, via });
          expect(code(answer)).toEqual([403, "FORBIDDEN"]);
        }
      }
    },
  );

  it.each(named(rows.filter(({ portalPart }) => portalPart)))(
    "403 on $name in a portal that does not show its part",
    async ({ contract }) => {
      const shows = portalParts.filter((part) => part !== contract.portalPart);
      const { headers } = await openTestPortal(admin, { shows }, backend);
      for (const via of roads) {
        expect(code(await callApi(targetOf(contract), { headers, via }))).toEqual([403, "FORBIDDEN"]);
      }
      minuteLater();
    },
  );

  const withBody = named(rows.filter((contract) => contract.body ?? takesNoBody(contract)));
  it.each(withBody)("400, 413 and 415 on $name for a body that is none of its own", async ({ contract }) => {
    const { headers } = portal;
    for (const body of ["{", "[]", '"text"', '{"surprise":1}']) {
      expect(code(await callApi(targetOf(contract), { headers, body }))).toEqual([400, "VALIDATION_ERROR"]);
    }
    const body = JSON.stringify({ name: "x".repeat(1_100_000) });
    expect(code(await callApi(targetOf(contract), { headers, body }))).toEqual([413, "PAYLOAD_TOO_LARGE"]);
    const form = { "content-type": "application/x-www-form-urlencoded", "content-length": "3" };
    expect((await callApi(targetOf(contract), { headers: { ...headers, ...form }, body: "a=b" })).status).toBe(415);
    minuteLater();
  });

  it.each(named(rows))(
    "429 on $name when its session's burst is used up, and no other session's",
    async ({ contract }) => {
      const { headers } = await openTestPortal(admin, {}, backend);
      const other = await openTestPortal(admin, {}, backend);
      await useUpLimits("portal", await recordOf(headers));
      const denied = await callApi(targetOf(contract), { headers });
      expect(code(denied)).toEqual([429, "RATE_LIMITED"]);
      expect(Number(denied.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      const buckets = bucketsOf("portal", await recordOf(other.headers), null);
      expect((await runtime().limiter.peek(buckets)).allowed).toBe(true);
      minuteLater();
    },
  );
});

describe("a portal's cookie", () => {
  it.each(named(others))("opens nothing else: 401 on $name", async ({ contract }) => {
    const { headers } = portal;
    for (const via of ["server", "next"] as const) {
      expect([contract.path, (await callApi(targetOf(contract), { headers, via })).status]).toEqual([
        contract.path,
        401,
      ]);
    }
  });
});

const embedded = contractTable.filter(({ allow }) => allow.includes("portal-token"));
const origin = "https://app.pictor.example";

describe("a portal within a company's page", () => {
  let embed: TestPortal;
  beforeAll(async () => {
    embed = await openTestEmbed(admin, { origin }, backend);
  });

  it("has endpoints of its own, each derived from the portal's", () => {
    expect(embedded.length).toBeGreaterThan(6);
    for (const row of embedded) {
      expect(row).toMatchObject({ product: "portal", allow: ["portal-token"], audience: "embed" });
      expect(row.path).toMatch(/^\/api\/v1\/portal\//);
      expect([sourceOf(row)?.allow, sourceOf(row)?.portalPart]).toEqual([["portal-session"], row.portalPart]);
    }
  });

  it.each(named(embedded))(
    "401 on $name without its token, also with a portal's cookie; 403 for other tokens",
    async ({ contract }) => {
      for (const via of ["server", "next"] as const) {
        for (const headers of [
          { origin },
          { ...portal.headers, origin },
          { origin, authorization: "Bearer lk_portal_no" },
        ]) {
          expect((await callApi(targetOf(contract), { headers, via })).status).toBe(401);
        }
        for (const token of bearers.slice(0, 3)) {
          expect((await callApi(targetOf(contract), { headers: { origin }, token, via })).status).toBe(403);
        }
      }
      minuteLater();
    },
  );

  it.each(named(embedded))("403 on $name from a page of any other origin, and from none", async ({ contract }) => {
    const { authorization = "" } = embed.headers;
    for (const via of ["server", "next"] as const) {
      for (const other of ["https://evil.example", "https://pictor.example", "http://app.pictor.example", "null"]) {
        expect((await callApi(targetOf(contract), { headers: { authorization, origin: other }, via })).status).toBe(
          403,
        );
      }
      expect((await callApi(targetOf(contract), { headers: { authorization }, via })).status).toBe(403);
    }
  });

  it.each(named(embedded.filter(({ portalPart }) => portalPart)))(
    "403 on $name where it does not show that part",
    async ({ contract }) => {
      const shows = portalParts.filter((part) => part !== contract.portalPart);
      const { headers } = await openTestEmbed(admin, { shows, origin }, backend);
      expect((await callApi(targetOf(contract), { headers })).status).toBe(403);
      minuteLater();
    },
  );

  it("lets scripts of its own origin read its answers, and of no other", async () => {
    const fresh = await openTestEmbed(admin, { origin }, backend);
    const answer = await callApi("GET /api/v1/portal/session", { headers: fresh.headers });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
    expect(answer.headers.get("vary")).toContain("origin");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });

  it.each(named(others.filter(({ allow }) => !allow.includes("portal-token"))))(
    "opens nothing else: 401 or 403 on $name",
    async ({ contract }) => {
      const { status } = await callApi(targetOf(contract), { headers: embed.headers });
      expect([contract.path, [401, 403].includes(status)]).toEqual([contract.path, true]);
    },
  );
});
