import { beforeAll, describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createUser, makeInstanceAdmin, type TestUser, testPassword } from "@/lib/testing/factories";
import { secretMembers } from "@/lib/testing/secret-members";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { type Contract, endpointOf } from "./contract";
import { forDashboard, sourceOf } from "./dashboard-contract";

/** What an old session of the dashboard is not enough for: every row that says so, and every row that should. */
const { clock } = useTestRuntime();

const doors = contractTable.filter(({ allow }) => allow.includes("dashboard-session"));
const asking = doors.filter(({ reauthenticated }) => reauthenticated);
const named = (rows: readonly Contract[]) => rows.map((contract) => ({ name: endpointOf(contract), contract }));
const targetOf = ({ method, path }: Contract) => `${method} ${path.replaceAll(/\{[^}]+\}/g, "none")}`;

const tenMinutes = 10 * 60_000;
let admin: TestUser;
beforeAll(async () => {
  admin = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(admin);
});

describe("an endpoint that asks who is there", () => {
  it.each(named(asking))("403 on $name once the sign-in is more than ten minutes old", async ({ contract }) => {
    const headers = await dashboardHeaders(admin);
    clock.advance(tenMinutes + 1_000);
    const ways = sourceOf(contract) ? (["server", "next"] as const) : (["server", "next", "past-middleware"] as const);
    for (const via of ways) {
      const body = contract.method === "GET" ? undefined : {};
      const { status, json } = await callApi(targetOf(contract), { headers, via, body });
      expect([status, json]).toEqual([
        403,
        {
          error: {
            code: "REAUTHENTICATION_REQUIRED",
            message: "Confirm that it is you: you signed in more than ten minutes ago",
          },
          methods: ["password"],
        },
      ]);
    }
  });
});

const bearers = contractTable.filter(({ allow }) => !allow.includes("dashboard-session"));
const asksTokens = bearers.filter(({ recentSignIn }) => recentSignIn);

describe("an endpoint that asks a session token for a sign-in of the last ten minutes", () => {
  it.each(named(asksTokens))(
    "403 on $name once it is older, and for a personal access token at any time",
    async ({ contract }) => {
      const { json } = await callApi("POST /api/auth/login", { body: { email: admin.email, password: testPassword } });
      const token = json.access_token;
      const { json: pat } = await callApi("POST /api/user/tokens", { token, body: { name: "CI" } });
      const body = contract.method === "GET" ? undefined : {};
      for (const via of ["server", "next", "past-middleware"] as const) {
        expect((await callApi(targetOf(contract), { token: pat.token, via, body })).status).toBe(403);
      }
      await callApi(`DELETE /api/user/tokens/${pat.token_id}`, { token });
      clock.advance(tenMinutes + 1_000);
      for (const via of ["server", "next", "past-middleware"] as const) {
        const answer = await callApi(targetOf(contract), { token, via, body });
        expect([answer.status, answer.text]).toEqual([403, expect.stringContaining("REAUTHENTICATION_REQUIRED")]);
      }
    },
  );

  it("is every one by which an administrator decides over people or reads their links, but those with a reason", () => {
    const deciding = bearers.filter((row) => row.instanceAdmin && row.method !== "GET" && !row.recentSignIn);
    expect(deciding.map(endpointOf).toSorted()).toEqual([
      "DELETE /api/v1/budgets/{id}",
      "DELETE /api/v1/customers/{id}",
      "DELETE /api/v1/customers/{id}/members/{user_id}",
      "DELETE /api/v1/customers/{id}/webhooks/{webhook_id}",
      "DELETE /api/v1/limits/{namespace}",
      "DELETE /api/v1/limits/{namespace}/leases/{id}",
      "DELETE /api/v1/limits/{namespace}/reservations/{id}",
      "DELETE /api/v1/management-keys/{id}",
      "DELETE /api/v1/meters/{key}",
      "DELETE /api/v1/portal/sessions/{id}",
      "PATCH /api/v1/admin/oauth-apps/{client_id}",
      "PATCH /api/v1/admin/organizations/{id}",
      "PATCH /api/v1/budgets/{id}",
      "PATCH /api/v1/customers/{id}",
      "PATCH /api/v1/meters/{key}",
      "POST /api/v1/budgets",
      "POST /api/v1/catalogue/plan",
      "POST /api/v1/customers",
      "POST /api/v1/customers/{id}/credits",
      "POST /api/v1/limits/{namespace}/leases",
      "POST /api/v1/limits/{namespace}/leases/{id}/renew",
      "POST /api/v1/limits/{namespace}/peek",
      "POST /api/v1/limits/{namespace}/reservations",
      "POST /api/v1/limits/{namespace}/reservations/{id}/settle",
      "POST /api/v1/limits/{namespace}/reset",
      "POST /api/v1/limits/{namespace}/take",
      "POST /api/v1/meters",
      "POST /api/v1/usage",
      "PUT /api/v1/customers/{id}/members/{user_id}",
      "PUT /api/v1/limits/{namespace}",
    ]);
    const doors = deciding.map((row) => ({ row, door: forDashboard(row) }));
    for (const { row, door } of doors) if (door) expect(enough[`${row.method} ${door.path}`]).toBeDefined();
    // A link that leaked must not wait either.
    expect(doors.filter(({ door }) => !door).map(({ row }) => endpointOf(row))).toEqual([
      "DELETE /api/v1/portal/sessions/{id}",
    ]);
  });
});

/** What could take an account or an organization over, by what its row takes and answers. */
function mayTakeOver(contract: Contract): boolean {
  const { method, path, body, success, instanceAdmin } = sourceOf(contract) ?? contract;
  if (method === "GET") return false;
  const isOwnAccount = /^\/api\/dashboard\/(account|sessions)(\/|$)/.test(path);
  const saysHowToSignIn = /\/organization\/(policy|domains)(\/|$)/.test(path);
  const endsWhole = method === "DELETE" && /\/(account|me|organization|members\/\{user_id\})$/.test(path);
  return (
    isOwnAccount ||
    endsWhole ||
    saysHowToSignIn ||
    instanceAdmin === true ||
    secretMembers(success.body).length > 0 ||
    secretMembers(body, /^(role|instance_admin|redirect_uris|email)$/).length > 0 ||
    success.secret === true
  );
}

/** Rows of that kind that an old session is enough for, and why. */
const enough: Readonly<Record<string, string>> = {
  "PATCH /api/dashboard/account": "changes the name that is shown",
  "PUT /api/dashboard/account/password": "takes the current password itself",
  "POST /api/dashboard/account/email/confirm": "takes the token of a mail to the new address",
  "PATCH /api/dashboard/account/passkeys/{id}": "changes the name that is shown",
  "POST /api/dashboard/account/passkeys": "needs the token of its beginning, which asked",
  "PUT /api/dashboard/account/authenticator": "needs the token of its beginning, which asked",
  "POST /api/dashboard/confirm/passkey": "begins the proof itself",
  "PUT /api/dashboard/user/organization": "shows a token to bearer callers alone",
  "PATCH /api/dashboard/v1/admin/organizations/{id}": "changes plan and limits, no one's way in",
  "POST /api/dashboard/v1/customers": "makes no one a way in",
  "PATCH /api/dashboard/v1/customers/{id}": "changes plan and limits, no one's way in",
  "DELETE /api/dashboard/v1/customers/{id}": "ends keys, as their revocation does",
  "POST /api/dashboard/v1/customers/{id}/credits": "changes limits, no one's way in",
  "PUT /api/dashboard/v1/customers/{id}/members/{user_id}": "changes limits, no one's way in",
  "DELETE /api/dashboard/v1/customers/{id}/members/{user_id}": "changes limits, no one's way in",
  "DELETE /api/dashboard/v1/customers/{id}/webhooks/{webhook_id}": "ends what a customer is sent",
  "PUT /api/dashboard/v1/limits/{namespace}": "sets limits, no one's way in",
  "DELETE /api/dashboard/v1/limits/{namespace}": "ends limits, no one's way in",
  "POST /api/dashboard/v1/limits/{namespace}/take": "counts",
  "POST /api/dashboard/v1/limits/{namespace}/leases": "holds slots, no one's way in",
  "POST /api/dashboard/v1/limits/{namespace}/leases/{id}/renew": "holds slots, no one's way in",
  "DELETE /api/dashboard/v1/limits/{namespace}/leases/{id}": "frees slots",
  "POST /api/dashboard/v1/budgets": "sets limits, no one's way in",
  "PATCH /api/dashboard/v1/budgets/{id}": "sets limits, no one's way in",
  "DELETE /api/dashboard/v1/budgets/{id}": "ends limits, no one's way in",
  "POST /api/dashboard/v1/limits/{namespace}/reservations": "counts",
  "POST /api/dashboard/v1/limits/{namespace}/reservations/{id}/settle": "corrects what was counted",
  "DELETE /api/dashboard/v1/limits/{namespace}/reservations/{id}": "corrects what was counted",
  "POST /api/dashboard/v1/limits/{namespace}/peek": "changes nothing",
  "POST /api/dashboard/v1/limits/{namespace}/reset": "begins counters anew, no one's way in",
  "POST /api/dashboard/v1/usage": "counts",
  "POST /api/dashboard/v1/meters": "counts what is reported, no one's way in",
  "PATCH /api/dashboard/v1/meters/{key}": "changes a name, no one's way in",
  "DELETE /api/dashboard/v1/meters/{key}": "ends figures, no one's way in",
  "DELETE /api/dashboard/v1/management-keys/{id}": "ends what may have leaked, which must not wait",
  "POST /api/dashboard/v1/catalogue/plan": "changes nothing",
  "PATCH /api/dashboard/v1/admin/oauth-apps/{client_id}": "vouches for an app, no one's way in",
};

describe("the rows that ask", () => {
  it("are all that change ways in, make or show secrets, delete, or change who owns, but those with a reason", () => {
    const left = doors.filter((row) => mayTakeOver(row) && !row.reauthenticated).map(endpointOf);
    expect(left.toSorted()).toEqual(Object.keys(enough).toSorted());
  });

  it("count a sign-in of ten minutes ago, and no second longer", async () => {
    const headers = await dashboardHeaders(admin);
    const make = () => callApi("POST /api/dashboard/user/tokens", { headers, body: { name: "PAT" } });
    clock.advance(tenMinutes - 1_000);
    expect((await make()).status).toBe(201);
    clock.advance(2_000);
    expect((await make()).status).toBe(403);
  });
});
