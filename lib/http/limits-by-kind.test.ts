import { expect, test, vi } from "vitest";
import { createToken } from "@/lib/features/tokens/tokens";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

/** The catalogue as an operator may write it: personal access tokens have limits of their own at one product. */
vi.mock("@/access.config", async (read) => {
  const catalogue = await read<typeof import("@/access.config")>();
  const limitsByCredential = { pat: { starter: { perMinute: 2, burst: 2 } } };
  const prompts = { ...catalogue.products.prompts, limitsByCredential };
  return { ...catalogue, products: { ...catalogue.products, prompts } };
});

useTestRuntime();

test("a kind of credential with limits of its own is counted on these, all of the kind together and apart from the others", async () => {
  const user = await createUser({ plan: "pro" });
  const [first, second] = [
    await createToken(user.principal, { name: "one", expires_in_days: 1 }),
    await createToken(user.principal, { name: "two", expires_in_days: 1 }),
  ];
  const read = async (token: string) => {
    const { status, headers } = await callApi("GET /v1/prompts", { token });
    return [status, headers.get("x-ratelimit-limit"), headers.get("x-ratelimit-remaining")];
  };
  expect(await read(first.token)).toEqual([200, "2", "1"]);
  expect(await read(second.token)).toEqual([200, "2", "0"]);
  expect(await read(first.token)).toEqual([429, "2", "0"]);
  // Sessions and keys share the plan's counters, from which no token took anything.
  expect(await read(user.token)).toEqual([200, "300", "299"]);
  const key = await createKey(user, { scopes: ["prompts:read"] });
  expect(await read(key.secret)).toEqual([200, "300", "298"]);
  expect(await read(second.token)).toEqual([429, "2", "0"]);
});

test("an organization on a plan that names no limits for the kind is counted as a whole", async () => {
  const user = await createUser({ plan: "free" });
  const key = await createKey(user, { scopes: ["prompts:read"] });
  const remaining = async (token: string) =>
    (await callApi("GET /v1/prompts", { token })).headers.get("x-ratelimit-remaining");
  expect([await remaining(user.token), await remaining(key.secret)]).toEqual(["59", "58"]);
});
