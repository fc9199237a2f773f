import { afterAll, beforeAll, expect, test } from "vitest";
import { contentWith } from "@/lib/access/catalogue-content";
import { CatalogueDocument } from "@/lib/access/catalogue-document";
import { compileCatalogue, replaceCatalogue, shippedContent } from "@/lib/access/catalogue-snapshot";
import { createToken } from "@/lib/features/tokens/tokens";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

useTestRuntime();

/** An operator's document: personal access tokens have limits of their own at one product. */
const document = CatalogueDocument.parse({
  products: { prompts: { limits_by_credential: { pat: { starter: { per_minute: 2, burst: 2 } } } } },
});
beforeAll(() => replaceCatalogue(compileCatalogue(contentWith(document), 1)));
afterAll(() => replaceCatalogue(compileCatalogue(shippedContent, 0)));

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
