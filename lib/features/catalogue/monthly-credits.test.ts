import { expect, it } from "vitest";
import { planGroups } from "@/components/pricing/plan-table";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { applyCatalogue } from "./apply-catalogue";

const { clock } = useTestRuntime();

it("a plan's monthly credits are taken by what calls cost, told with what remains, and begin anew with the calendar month", async () => {
  clock.set(Date.UTC(2027, 0, 20, 12));
  // The first user of a deployment is its administrator.
  const admin = await createUser();
  const images: NonNullable<CatalogueDocument["products"]>[string] = {
    label: "Images",
    keys: { production: "img_live_" },
    scopes: [{ id: "images:read", description: "See images" }],
    endpoints: [
      { id: "see", method: "GET", path: "/images/{image}", cost: 1 },
      { id: "upscale", method: "POST", path: "/images/{image}/upscale", cost: 25 },
    ],
    limits: { free: { windows: [{ name: "credits", limit: 60, per: "1mo" }] } },
  };
  const document: CatalogueDocument = { version: 1, products: { images } };
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  const service = (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
  const owner = await createUser();
  const [key, other] = [
    (await createKey(owner, { scopes: ["images:read"] })).secret,
    (await createKey(owner, { scopes: ["images:read"] })).secret,
  ];
  const ask = async (secret: string, more: object): Promise<Json> =>
    (await callApi("POST /api/v1/keys/verify", { token: service, body: { key: secret, product: "images", ...more } }))
      .json.data;
  const upscale = { method: "POST", path: "/images/7/upscale" };
  const february = "2027-02-01T00:00:00.000Z";
  const told = (remaining: number) => [{ window: "credits", limit: 60, remaining, resetAt: february }];
  expect((await ask(key, upscale)).limits).toEqual(told(35));
  expect((await ask(other, upscale)).limits).toEqual(told(10));
  // All of its cost is taken, or nothing.
  const refused = await ask(key, upscale);
  expect(refused).toMatchObject({ valid: false, code: "QUOTA_EXCEEDED", limits: told(10) });
  expect(refused.retryAfter).toBe((Date.parse(february) - clock.now()) / 1_000);
  expect((await ask(key, { endpoint: "see" })).limits).toEqual(told(9));
  expect((await ask(key, { cost: 9 })).limits).toEqual(told(0));
  const { json } = await callApi("GET /api/v1/whoami", { token: key });
  expect(json.data.limits.find(({ window }: Json) => window === "credits")).toMatchObject({ limit: 60, remaining: 0 });
  const [row] = planGroups().find(({ id }) => id === "images")?.rows ?? [];
  expect([row?.label, row?.cells[0]]).toEqual(["Credits per calendar month", "60"]);
  clock.set(Date.parse(february));
  expect((await ask(key, upscale)).limits[0].remaining).toBe(35);
});
