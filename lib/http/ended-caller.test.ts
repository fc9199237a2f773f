import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { successfulWrites } from "@/lib/testing/successful-writes";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { isWaitedFor } from "@/lib/testing/until-waited-for";
import { type Contract, endpointOf } from "./contract";
import { sourceOf } from "./dashboard-contract";

/** What a session may still do whose owner says at the same moment that it was not them. */
const { clock, open } = useTestRuntime({ settings: { outboundAllow: ["127.0.0.0/8"] } });

/** What goes on all the same, and why: what was let in a moment before may end a moment after. */
const goesOn: Readonly<Record<string, string>> = {
  "PATCH /api/dashboard/account": "changes the name that is shown",
  "POST /api/auth/logout": "ends the session that has ended",
  "POST /api/dashboard/account/authenticator": "begins what its end asks for the session again",
  "POST /api/dashboard/account/passkeys/options": "begins what its end asks for the session again",
  "POST /api/dashboard/confirm/passkey": "begins what its end asks for the session again",
  "POST /api/dashboard/plan-requests": "asks somebody",
  "POST /api/dashboard/search": "reads",
  "POST /api/v1/api-keys/find": "reads",
  "POST /api/v1/catalogue/plan": "reads",
  "POST /api/dashboard/v1/organization/domains/{id}/verify": "asks for the session after it asked the name server",
  "POST /api/v1/limits/{namespace}/take": "counts, as it would have a moment before",
  "POST /api/v1/limits/{namespace}/peek": "reads",
  "POST /v1/alerts/{id}/acknowledge": "marks as seen",
};
const isOfData = (name: string) =>
  /\/(prompts|datasets|evaluations|reports|memories|intelligence|keys\/verify)(\/|$)|\/(test|redeliver(-failed)?)$/.test(
    name,
  );

const changes = contractTable
  .filter(({ method, audience }) => method !== "GET" && audience !== "library")
  .filter((row) => sourceOf(row) === null && successfulWrites[endpointOf(row)] !== undefined)
  .filter(({ allow }) => allow.includes("session-jwt") || allow.includes("dashboard-session"))
  .map((contract) => ({ name: endpointOf(contract), contract }));
const rows = changes.filter(({ name }) => goesOn[name] === undefined && !isOfData(name));

let owner: pg.Client;
beforeAll(async () => {
  owner = new pg.Client({ connectionString: open().settings.databaseUrl });
  await owner.connect();
  // The first user administers the deployment, and the last administrator cannot leave.
  await createUser();
});
afterAll(() => owner.end());

async function headersOf(contract: Contract, by: TestUser, actsFor: string | undefined) {
  if (!contract.allow.includes("dashboard-session")) return { authorization: `Bearer ${by.token}` };
  const headers = await dashboardHeaders(by);
  const body = { organization_id: actsFor };
  if (actsFor !== undefined) await callApi("PUT /api/dashboard/user/organization", { headers, body });
  return headers;
}

async function changeWhileSessionEnds(contract: Contract): Promise<number> {
  const user = await createUser({ plan: "enterprise" });
  const write = successfulWrites[endpointOf(contract)];
  if (!write) throw new Error(`no request for ${endpointOf(contract)}`);
  const { path, body, by = user, actsFor, as } = await write(user);
  const headers = as ?? (await headersOf(contract, by, actsFor));
  await owner.query("BEGIN");
  await owner.query("SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE", [by.id]);
  await owner.query("DELETE FROM sessions WHERE user_id = $1", [by.id]);
  let isAnswered = false;
  const answer = callApi(`${contract.method} ${path}`, { headers, ...(body ? { body } : {}) }).finally(() => {
    isAnswered = true;
  });
  await vi.waitFor(async () => expect(isAnswered || (await isWaitedFor(owner))).toBe(true), { timeout: 20_000 });
  await owner.query("COMMIT");
  clock.advance(60_000);
  return (await answer).status;
}

it("goes on only for rows that there are", () => {
  const names = changes.map(({ name }) => name);
  expect(Object.keys(goesOn).filter((name) => !names.includes(name))).toEqual([]);
});

describe("a change that waits while its session is ended is refused with 401", () => {
  it.each(rows)("$name", async ({ contract }) => {
    expect(await changeWhileSessionEnds(contract)).toBe(401);
  });
});
