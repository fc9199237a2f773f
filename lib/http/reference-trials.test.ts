import { expect, test } from "vitest";
import { type KeyWish, trialOf } from "@/components/reference/trial";
import { contractTable } from "@/lib/contract-table";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { endpointOf, isPublic } from "./contract";

useTestRuntime();

const tried = contractTable
  .filter((contract) => isPublic(contract) && contract.method === "GET" && !contract.path.includes("{"))
  .map((contract) => ({ contract, trial: trialOf(contract, false) }))
  .filter(({ trial }) => trial.wish !== null && trial.fields.every(({ required }) => !required));

async function keyFor(user: TestUser, { product, environment, scopes }: KeyWish): Promise<string> {
  const wanted = { product, environment, expires_in_days: 1, ...(scopes.length > 0 ? { scopes: [...scopes] } : {}) };
  return (await createKey(user, wanted)).secret;
}

test("the key that a page of the reference offers to make opens the endpoint that it is on", async () => {
  expect(tried.length).toBeGreaterThan(10);
  const user = await createUser({ plan: "enterprise" });
  const keys = new Map<string, Promise<string>>();
  for (const { contract, trial } of tried) {
    const wish = JSON.stringify(trial.wish);
    const made = keys.get(wish) ?? (trial.wish ? keyFor(user, trial.wish) : Promise.resolve(""));
    keys.set(wish, made);
    const token = await made;
    const { status } = await callApi(endpointOf(contract), { token });
    expect([endpointOf(contract), status]).toEqual([endpointOf(contract), contract.success.status]);
  }
});
