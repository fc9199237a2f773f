import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type StripeStandIn, startStripe } from "@/lib/testing/stripe-stand-in";

type Total = { meter: string; customer_id: string; value: string; previous_value?: string };
type Event = { type: string; data: { from: string; to: string; version: number; totals: Total[] } };
type Options = {
  stripeUrl: string;
  stripeKey: string;
  meters: string[];
  stripeCustomerOf: (id: string) => Promise<string | undefined>;
};
type Recipe = { billUsage: (event: Event, options: Options) => Promise<void> };

const file = join(tmpdir(), `stripe-recipe-${process.pid}.mjs`);
const stripeIds: Record<string, string> = { cus_a: "cus_StripeA", cus_b: "cus_StripeB", cus_lost: "cus_StripeLost" };
const stripeKnows = ["cus_StripeA", "cus_StripeB"];
let stripe: StripeStandIn;
let billUsage: (event: Event, key?: string) => Promise<void>;
beforeAll(async () => {
  const page = await readFile(join(process.cwd(), "docs/stripe-meters.md"), "utf8");
  const [, code = ""] = /```js\n(.*?)```/s.exec(page) ?? [];
  await writeFile(file, code);
  const recipe: Recipe = await import(/* @vite-ignore */ pathToFileURL(file).href);
  const now = () => Date.parse("2026-06-12T02:00:00Z");
  stripe = await startStripe({ secretKey: "sk_test_1", customers: stripeKnows, meters: ["tokens"], now });
  billUsage = (event, stripeKey = "sk_test_1") =>
    recipe.billUsage(event, {
      ...{ stripeUrl: stripe.url, stripeKey, meters: ["tokens"] },
      stripeCustomerOf: async (id) => stripeIds[id],
    });
});
afterAll(async () => {
  await stripe.close();
  await rm(file);
});

const day = (type: string, version: number, totals: Total[]): Event => ({
  type,
  data: { from: "2026-06-10T00:00:00.000Z", to: "2026-06-11T00:00:00.000Z", version, totals },
});
const closed = day("usage.period_closed", 1, [
  { meter: "tokens", customer_id: "cus_a", value: "12" },
  { meter: "tokens", customer_id: "cus_b", value: "30" },
  { meter: "tokens", customer_id: "cus_unknown", value: "5" },
]);
const billed = () => stripe.events.map(({ customer, value }) => [customer, value]);

it("the documented code bills each total once, also where answers are lost and webhooks come twice", async () => {
  stripe.loseAnswers(1);
  await expect(billUsage(closed)).rejects.toThrow("502");
  await billUsage(closed);
  await billUsage(closed);
  expect(billed()).toEqual([
    ["cus_StripeA", "12"],
    ["cus_StripeB", "30"],
  ]);
  expect(new Date((stripe.events[0]?.timestamp ?? 0) * 1_000).toISOString()).toBe("2026-06-10T23:59:59.000Z");
});

it("it bills the difference of a correction", async () => {
  await billUsage(
    day("usage.period_corrected", 2, [
      { meter: "tokens", customer_id: "cus_a", value: "15", previous_value: "12" },
      { meter: "tokens", customer_id: "cus_b", value: "30", previous_value: "30" },
    ]),
  );
  expect(billed().slice(2)).toEqual([["cus_StripeA", "3"]]);
});

it("what Stripe refuses of one customer holds up no other's, and meters that it does not bill are left out", async () => {
  const event = day("usage.period_corrected", 4, [
    { meter: "longest", customer_id: "cus_a", value: "7" },
    { meter: "tokens", customer_id: "cus_lost", value: "9" },
    { meter: "tokens", customer_id: "cus_b", value: "34", previous_value: "30" },
  ]);
  for (let time = 0; time < 2; time++) await expect(billUsage(event)).rejects.toThrow("tokens of cus_lost: 400");
  expect(billed().slice(3)).toEqual([["cus_StripeB", "4"]]);
});

it("it throws where Stripe refuses, and leaves other events alone", async () => {
  await expect(billUsage(day("usage.period_closed", 3, closed.data.totals), "sk_wrong")).rejects.toThrow("401");
  await billUsage({ ...closed, type: "key.created" });
  expect(billed()).toHaveLength(4);
});
