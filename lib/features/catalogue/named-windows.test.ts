import { beforeAll, expect, it } from "vitest";
import { planGroups } from "@/components/pricing/plan-table";
import { limitRows, limitText, spanHeading, spansOf, windowText } from "@/components/reference/limit-rows";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { getQuotas } from "@/lib/features/usage/quotas";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { applyCatalogue } from "./apply-catalogue";

const { clock } = useTestRuntime();

type Windows = { name: string; limit: number; per: string; sliding?: boolean }[];

const documentWith = (windows: Windows, pro: Windows = windows): CatalogueDocument => ({
  version: 1,
  products: {
    images: {
      label: "Images",
      keys: { production: "img_live_" },
      scopes: [{ id: "images:read", description: "See images" }],
      limits: {
        free: { per_minute: 600, burst: 100, windows },
        pro: { per_minute: 6_000, burst: 1_000, windows: pro },
      },
    },
  },
});

let admin: TestUser;
let service: string;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser();
  service = (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
});

const windows: Windows = [
  { name: "hourly", limit: 9, per: "1h" },
  { name: "rolling", limit: 5, per: "10s", sliding: true },
  { name: "weekly", limit: 12, per: "7d" },
];

async function apply(document: CatalogueDocument): Promise<void> {
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: true });
}
const verdict = async (body: object) => (await callApi("POST /api/v1/keys/verify", { token: service, body })).json.data;

it("a proxy's answers list every window, and the one that denied first", async () => {
  await apply(documentWith(windows));
  const { secret } = await createKey(await createUser(), { scopes: ["images:read"] });
  const ask = () => callApi("GET /api/v1/forward-auth?scope=images:read", { token: secret });
  const passed = await ask();
  expect(passed.headers.get("ratelimit-policy")).toContain(
    '"hourly";q=9;w=3600, "rolling";q=5;w=10, "weekly";q=12;w=604800',
  );
  for (let count = 0; count < 4; count++) expect((await ask()).status).toBe(200);
  const denied = await ask();
  expect(denied.status).toBe(429);
  expect(denied.headers.get("ratelimit")).toMatch(/^"rolling";r=0;t=\d+/);
  expect(denied.headers.get("x-ratelimit-policy")).toBe("600/minute");
  expect(denied.headers.get("x-ratelimit-remaining")).toBe("0");
});

it("a plan may have windows alone, without a rate: headers are about the shortest, and all of it counts", async () => {
  const only = { free: { windows }, pro: { windows: [{ name: "weekly", limit: 90, per: "7d" }] } };
  const { images, ...others } = documentWith([]).products ?? {};
  await apply({ version: 1, products: { ...others, images: { ...images, limits: only } } });
  const { secret } = await createKey(await createUser(), { scopes: ["images:read"] });
  const ask = () => callApi("GET /api/v1/forward-auth?scope=images:read", { token: secret });
  const passed = await ask();
  expect([
    passed.status,
    passed.headers.get("x-ratelimit-policy"),
    passed.headers.get("x-ratelimit-remaining"),
  ]).toEqual([200, "5/rolling", "4"]);
  expect(passed.headers.get("ratelimit-policy")).toBe(
    '"hourly";q=9;w=3600, "rolling";q=5;w=10, "weekly";q=12;w=604800',
  );
  expect((await verdict({ key: secret, cost: 4 })).limits.map(({ window }: { window: string }) => window)).toEqual([
    "hourly",
    "rolling",
    "weekly",
  ]);
  const denied = await ask();
  expect([denied.status, denied.headers.get("x-ratelimit-remaining")]).toEqual([429, "0"]);
  const rows = planGroups().find(({ id }) => id === "images")?.rows ?? [];
  expect(rows.map(({ label, cells }) => [label, cells[0]])).toEqual([
    ["Requests per hour", "9"],
    ["Requests in any 10 seconds", "5"],
    ["Requests per 7 days", "12"],
  ]);
  const { quotas } = await getQuotas((await createUser()).principal);
  expect(quotas.find(({ product }) => product === "images")).toMatchObject({
    burst: null,
    windows: [{ name: "hourly" }, { name: "rolling" }, { name: "weekly" }],
  });
});

it.each([
  ["nothing", {}, "per_minute"],
  ["a rate without its burst", { per_minute: 5, windows }, "burst"],
  ["a day without a rate", { per_day: 5, windows }, "per_minute"],
])("%s is no limit: 400 names what is missing", async (_, free, member) => {
  const document = { version: 1, products: { prompts: { limits: { free } } } };
  const answer = await callApi("POST /api/v1/catalogue/plan", { token: admin.token, body: { document } });
  expect(answer.status).toBe(400);
  expect(answer.json.errors.map(({ field }: { field: string }) => field)).toContain(
    `document.products.prompts.limits.free.${member}`,
  );
});

it("concurrency may be all that a plan says: pricing and the reference tell it, and a change of it is told by its place", async () => {
  const { images, ...others } = documentWith([]).products ?? {};
  const with3 = (concurrency: number) => ({
    version: 1 as const,
    products: { ...others, images: { ...images, limits: { free: { concurrency }, pro: { per_minute: 5, burst: 5 } } } },
  });
  await apply(with3(3));
  const rows = planGroups().find(({ id }) => id === "images")?.rows ?? [];
  expect(rows.find(({ label }) => label === "Calls at once")?.cells.slice(0, 3)).toEqual(["3", "3", "–"]);
  expect(limitRows("images").map(({ limits }) => limitText(limits, "concurrency"))).toEqual(["3", "–"]);
  const body = { document: with3(4) };
  const { json } = await callApi("POST /api/v1/catalogue/plan", { token: admin.token, body });
  expect(json.data.changes).toEqual([
    { path: "products.images.limits.free.concurrency", action: "change", before: 3, after: 4 },
  ]);
});

it.each([
  ["no calls at all", "images", { free: { concurrency: 0 } }],
  ["more than a million", "images", { free: { concurrency: 1_000_001 } }],
  ["a product that counts no organization", "sign-in", { free: { concurrency: 3 } }],
])("concurrency is not of %s: 400", async (_, product, limits) => {
  const { images, ...others } = documentWith(windows).products ?? {};
  const products = { ...others, images, [product]: { ...(product === "images" ? images : {}), limits } };
  const body = { document: { version: 1, products } };
  const { status, text } = await callApi("POST /api/v1/catalogue/plan", { token: admin.token, body });
  expect([status, text]).toEqual([400, expect.stringContaining("concurrency")]);
});

it("a customer's limits may have such windows, which all of their keys share", async () => {
  await apply(documentWith(windows));
  const own = { per_minute: 600, burst: 100, windows: [{ name: "daily", limit: 3, per: "1d" }] };
  const body = { external_id: "user_7", limits: { images: own } };
  const made = await callApi("POST /api/v1/customers", { token: admin.token, body });
  expect([made.status, made.json.data?.limits]).toEqual([201, { images: own }]);
  const keyBody = { name: "K", scopes: ["images:read"], customer_id: made.json.data.id };
  const keys = await Promise.all(
    [1, 2].map(async () => (await callApi("POST /api/v1/api-keys", { token: admin.token, body: keyBody })).json.key),
  );
  expect((await verdict({ key: keys[0], cost: 2 })).code).toBe("VALID");
  expect((await verdict({ key: keys[1], cost: 2 })).code).toBe("QUOTA_EXCEEDED");
  expect((await verdict({ key: keys[1] })).code).toBe("VALID");
});

it("pricing, reference and usage say what each plan's windows are", async () => {
  await apply(documentWith(windows, [{ name: "hourly", limit: 90, per: "1h" }]));
  const rows = planGroups().find(({ id }) => id === "images")?.rows ?? [];
  const cellsOf = (label: string) => rows.find((row) => row.label === label)?.cells;
  expect(cellsOf("Requests per hour")).toEqual(["9", "9", "90", "90", "90", "90"]);
  expect(cellsOf("Requests in any 10 seconds")).toEqual(["5", "5", "–", "–", "–", "–"]);
  const [free] = limitRows("images");
  expect(spansOf(limitRows("images")).map(spanHeading)).toEqual(["Hour", "Any 10 seconds", "7 days"]);
  expect(windowText(free?.limits ?? null, "7d")).toBe("12");
  const { quotas } = await getQuotas((await createUser()).principal);
  const names = quotas.find(({ product }) => product === "images")?.windows.map(({ name }) => name);
  expect(names).toEqual(["minute", "hourly", "rolling", "weekly"]);
});

it("a plan of changes tells one window's limit by its name", async () => {
  await apply(documentWith(windows));
  const changed = windows.map((window) => (window.name === "hourly" ? { ...window, limit: 10 } : window));
  const body = { document: documentWith(changed, windows) };
  const { json } = await callApi("POST /api/v1/catalogue/plan", { token: admin.token, body });
  expect(json.data.changes).toEqual([
    { path: "products.images.limits.free.windows.hourly.limit", action: "change", before: 9, after: 10 },
  ]);
});

it.each<[string, Windows, string]>([
  ["a length that is none", [{ name: "odd", limit: 1, per: "1w" }], "windows.0.per"],
  ["a month that slides", [{ name: "odd", limit: 1, per: "1mo", sliding: true }], "windows.0.per"],
  ["more than a year", [{ name: "odd", limit: 1, per: "367d" }], "windows.0.per"],
  ["a name that answers use already", [{ name: "minute", limit: 1, per: "1h" }], "windows.0.name"],
  ["no limit", [{ name: "odd", limit: 0, per: "1h" }], "windows.0.limit"],
  [
    "one length twice",
    [
      { name: "one", limit: 1, per: "1h" },
      { name: "two", limit: 2, per: "1h" },
    ],
    "windows",
  ],
])("refuses %s at its place", async (_, wrong, place) => {
  const body = { document: documentWith(wrong) };
  const { status, text } = await callApi("POST /api/v1/catalogue/plan", { token: admin.token, body });
  expect(status).toBe(400);
  expect(text).toContain(`products.images.limits.free.${place}`);
});

it("a plan's named windows are told by name in verdicts, and one that is full denies", async () => {
  // The beginning of an hour of UTC.
  clock.advance(3_600_000 - (clock.now() % 3_600_000));
  await apply(documentWith(windows));
  const { secret } = await createKey(await createUser(), { scopes: ["images:read"] });
  const first = await verdict({ key: secret, cost: 5 });
  expect(
    first.limits.map(({ window, limit, remaining }: Record<string, unknown>) => [window, limit, remaining]),
  ).toEqual([
    ["minute", 600, 595],
    ["burst", 100, 95],
    ["hourly", 9, 4],
    ["rolling", 5, 0],
    ["weekly", 12, 7],
  ]);
  expect(await verdict({ key: secret })).toMatchObject({ code: "RATE_LIMITED", retryAfter: 11 });
  clock.advance(10_500);
  expect((await verdict({ key: secret, cost: 4 })).code).toBe("VALID");
  clock.advance(10_500);
  expect(await verdict({ key: secret })).toMatchObject({ code: "RATE_LIMITED", retryAfter: 3_600 - 21 });
  clock.advance(3_600_000);
  expect((await verdict({ key: secret, cost: 3 })).code).toBe("VALID");
  clock.advance(10_500);
  expect((await verdict({ key: secret })).code).toBe("QUOTA_EXCEEDED");
});
