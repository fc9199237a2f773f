import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { type BothRoads, expectAlikeOn, openBothRoads } from "@/lib/testing/both-roads";
import { callApi, type Json } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { openTestEmbed, openTestPortal, type TestPortal } from "@/lib/testing/portal";
import { makeReadable, otherReads } from "@/lib/testing/successful-reads";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { confirmedForMs } from "./confirmed-session";
import { type Contract, endpointOf } from "./contract";
import { sourceOf } from "./dashboard-contract";

/** Every row that reads, fulfilled once before Next on a real connection, and once through Next's middleware. */
const { clock } = useTestRuntime({ settings: { outboundAllow: ["127.0.0.0/8"] } });

let roads: BothRoads;
let admin: TestUser;
beforeAll(async () => {
  roads = await openBothRoads();
  admin = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(admin);
});
afterAll(() => roads.close());

const reads = contractTable.filter(({ method }) => method === "GET");
const sourceNameOf = (contract: Contract) => endpointOf(sourceOf(contract) ?? contract);
const named = (rows: readonly Contract[]) => rows.map((contract) => [endpointOf(contract), contract] as const);
const isInPortal = ({ audience }: Contract) => audience === "portal" || audience === "embed";

/** Asks for what is there, its head, what is not there, and by queries that are none. */
async function expectReadAlike(contract: Contract, address: string, headers: Record<string, string>): Promise<void> {
  const expectAlike = expectAlikeOn(roads, clock);
  const [path = ""] = address.split("?");
  expect(await expectAlike({ method: "GET", path: address, headers })).toBe(contract.success.status);
  expect(await expectAlike({ method: "HEAD", path: address, headers })).toBe(
    contract.withoutHead ? 405 : contract.success.status,
  );
  const isRead = contract.readBy !== "handler";
  const refusal = await expectAlike({ method: "GET", path: `${path}?limit=0&surprise=1`, headers });
  if (isRead && contract.query) expect([200, 400]).toContain(refusal);
  await expectAlike({ method: "GET", path: `${path}?limit=1&cursor=nonsense`, headers });
  if (!contract.path.includes("{")) return;
  const nowhere = contract.path.replaceAll(/\{version\}/g, "1").replaceAll(/\{[^}]+\}/g, "none");
  expect(await expectAlike({ method: "GET", path: nowhere, headers })).toBe(404);
}

it("leaves out only rows with a reason", () => {
  const left = reads.map(sourceNameOf).filter((name) => name in otherReads);
  expect([...new Set(left)].toSorted()).toEqual(Object.keys(otherReads).toSorted());
});

describe("both roads read alike, status, headers and body", () => {
  let headers: Record<string, string>;
  let addressOf: (contract: Contract) => string;
  beforeAll(async () => {
    addressOf = await makeReadable(admin);
    headers = { authorization: `Bearer ${admin.token}`, ...(await dashboardHeaders(admin)) };
    clock.advance(60_000);
  });
  // A row takes up to ten minutes; those that ask who is there must get as far as the answer.
  beforeEach(async () => {
    const confirmed = { where: { userId: admin.id }, data: { confirmedAt: new Date(clock.now() + confirmedForMs) } };
    await runtime().database.prisma.session.updateMany(confirmed);
  });

  const ordinary = reads.filter((contract) => !isInPortal(contract) && !(sourceNameOf(contract) in otherReads));
  it.each(named(ordinary))("%s", async (_name, contract) => {
    await expectReadAlike(contract, addressOf(contract), headers);
  });
});

describe("both roads read alike what a customer's portal shows", () => {
  let portal: TestPortal;
  let backend: string;
  let made: Json;
  beforeAll(async () => {
    backend = (await createManagementKey(admin.principal, { name: "Backend", scopes: ["manage:portal:write"] })).key;
    portal = await openTestPortal(admin, { scopes: ["prompts:read"], ttl: 28_800 }, backend);
    const body = { url: "https://hooks.example.test/latchkey", events: ["key.revoked"] };
    const webhook = (await callApi("POST /portal/api/webhooks", { headers: portal.headers, body })).json;
    const sent = await callApi(`POST /portal/api/webhooks/${webhook.id}/test`, { headers: portal.headers });
    made = { "{id}": webhook.id, "{delivery_id}": sent.json.id };
    clock.advance(60_000);
  });

  it.each(named(reads.filter(isInPortal)))("%s", async (_name, contract) => {
    const path = contract.path.replaceAll(/\{[^}]+\}/g, (name) => made[name]);
    // Its token ends sooner than the rows do.
    const embed = () => openTestEmbed(admin, { customer: portal.customer }, backend);
    await expectReadAlike(contract, path, (contract.audience === "portal" ? portal : await embed()).headers);
  });
});
