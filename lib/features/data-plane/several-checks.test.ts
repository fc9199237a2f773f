import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
const document: CatalogueDocument = {
  version: 1,
  products: {
    images: {
      label: "Images",
      keys: { production: "img_live_" },
      scopes: [
        { id: "images:read", description: "See them" },
        { id: "images:write", description: "Change them", access: "write" },
      ],
      limits: { free: { per_minute: 60, burst: 20 } },
      endpoints: [
        { id: "list", method: "GET", path: "/images", scope: "images:read" },
        { id: "resize", method: "POST", path: "/images/{image}", scope: "images:write", cost: 6 },
      ],
    },
  },
};

let service: string;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  const admin = await createUser();
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  service = (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
});
beforeEach(() => clock.advance(60_000));

const post = (body: object, token = service) => callApi("POST /api/v1/keys/verify", { token, body });
const ask = async (body: object): Promise<Json> => {
  const answer = await post({ product: "images", ...body });
  expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
  return answer.json.data;
};
const left = ({ limits }: Json) => limits.find(({ window }: Json) => window === "burst").remaining;
const codes = ({ checks }: Json) => checks.map(({ code }: Json) => code);
const newKey = (scopes: ("images:read" | "images:write")[] = ["images:read", "images:write"]) =>
  createUser().then((user) => createKey(user, { scopes }));
const usageOf = async (id: string) => {
  await open().flush();
  const { rows } = await open().database.pool.query(
    "SELECT endpoint, status_class, requests::int FROM usage_hours WHERE credential_id = $1 ORDER BY endpoint, status_class",
    [id],
  );
  return rows.map(({ endpoint, status_class, requests }) => [endpoint, status_class, requests]);
};
const list = { endpoint: "list" };
const resize = { method: "POST", path: "/images/7" };

describe("several checks together", () => {
  it("are told each for itself and counted by one decision, under the endpoint of each", async () => {
    const { secret: key, id } = await newKey();
    const verdict = await ask({ key, checks: [list, resize, { scopes: ["images:read"], cost: 3 }] });
    expect(verdict).toMatchObject({ valid: true, code: "VALID", endpoint: null, retryAfter: null });
    expect(verdict.checks).toEqual([
      { valid: true, code: "VALID", message: "The key may pass", endpoint: "list", cost: 1, hold: null },
      { valid: true, code: "VALID", message: "The key may pass", endpoint: "resize", cost: 6, hold: null },
      { valid: true, code: "VALID", message: "The key may pass", endpoint: null, cost: 3, hold: null },
    ]);
    expect(left(verdict)).toBe(10);
    // What is left does not hold all of it, though it would hold the first.
    const denied = await ask({ key, checks: [list, resize, { cost: 4 }] });
    expect([denied.code, codes(denied), left(denied)]).toEqual([
      "RATE_LIMITED",
      ["RATE_LIMITED", "RATE_LIMITED", "RATE_LIMITED"],
      10,
    ]);
    expect(denied.retryAfter).toBe(1);
    expect(await usageOf(id)).toEqual([
      ["POST /api/v1/keys/verify", "2xx", 1],
      ["POST /api/v1/keys/verify", "429", 1],
      ["list", "2xx", 1],
      ["list", "429", 1],
      ["resize", "2xx", 1],
      ["resize", "429", 1],
    ]);
  });

  it("pass all or none: where one is refused nothing is counted, and that one is what usage shows", async () => {
    const { secret: key, id } = await newKey(["images:read"]);
    const verdict = await ask({ key, checks: [list, resize, { endpoint: "none" }] });
    expect([verdict.valid, verdict.code, codes(verdict)]).toEqual([
      false,
      "INSUFFICIENT_SCOPE",
      ["VALID", "INSUFFICIENT_SCOPE", "UNKNOWN_ENDPOINT"],
    ]);
    expect(left(verdict)).toBe(20);
    expect(await usageOf(id)).toEqual([
      ["POST /api/v1/keys/verify", "4xx", 1],
      ["resize", "4xx", 1],
    ]);
  });

  it("let no one beyond the limit, however many questions come at once", async () => {
    const { secret: key } = await newKey();
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask({ key, checks: [list, { cost: 4 }] })));
    expect(answers.filter(({ valid }) => valid)).toHaveLength(4);
  });
});

describe("checks that are counted each for itself", () => {
  it("pass where they may, one after the other, and the whole is what the first refused one says", async () => {
    const { secret: key } = await newKey(["images:read"]);
    const each = { key, counting: "each" };
    const mixed = await ask({ ...each, checks: [list, resize, { cost: 2 }] });
    expect([mixed.valid, mixed.code, codes(mixed)]).toEqual([
      false,
      "INSUFFICIENT_SCOPE",
      ["VALID", "INSUFFICIENT_SCOPE", "VALID"],
    ]);
    expect(left(mixed)).toBe(17);
    const limited = await ask({ ...each, checks: [{ cost: 15 }, { cost: 3 }, { cost: 2 }] });
    expect([codes(limited), limited.code, left(limited)]).toEqual([
      ["VALID", "RATE_LIMITED", "VALID"],
      "RATE_LIMITED",
      0,
    ]);
    expect(limited.retryAfter).toBeGreaterThan(0);
  });
});

describe("checks of a key that is not known", () => {
  it("are all told the same, and tell strangers nothing", async () => {
    const { secret: key } = await newKey();
    const stranger = await createUser();
    for (const counting of ["together", "each"]) {
      const { json } = await post({ key, product: "images", counting, checks: [list, resize] }, stranger.token);
      const unknown = {
        valid: false,
        code: "NOT_FOUND",
        message: "There is no such key",
        endpoint: null,
        cost: null,
        hold: null,
      };
      expect(json.data).toMatchObject({ code: "NOT_FOUND", keyId: null, checks: [unknown, unknown] });
    }
    expect(codes(await ask({ headers: {}, checks: [list] }))).toEqual(["MISSING"]);
  });
});

describe("a question with checks", () => {
  it.each([
    ["checks", { checks: [] }],
    ["checks", { checks: Array.from({ length: 21 }, () => list) }],
    ["checks", { checks: [{ scopes: ["images:read"] }, { scopes: ["prompts:read"] }] }],
    ["scopes", { checks: [list], scopes: ["images:read"] }],
    ["endpoint", { checks: [list], endpoint: "list" }],
    ["method", { checks: [list], method: "GET", path: "/images" }],
    ["cost", { checks: [list], cost: 2 }],
    ["counting", { counting: "each" }],
    ["counting", { checks: [list], counting: "some" }],
    ["checks.1.path", { checks: [list, { method: "GET" }] }],
    ["checks.0.endpoint", { checks: [{ ...list, ...resize }] }],
    ["checks.0.cost", { checks: [{ cost: 1_001 }] }],
    ["product", { checks: [list], product: undefined }],
  ])("says everything once: %s is a 400", async (field, body) => {
    const answer = await post({ key: "x", product: "images", ...body });
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, field]);
  });
});
