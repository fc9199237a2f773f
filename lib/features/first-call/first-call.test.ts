import { createHash } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
beforeEach(() => clock.advance(60_000));

async function newcomer() {
  const user = await createUser();
  const { id, secret } = await createKey(user, { scopes: ["prompts:read"] });
  const headers = await dashboardHeaders(user);
  const firstCall = async () => (await callApi(`GET /api/dashboard/first-call?key_id=${id}`, { headers })).json.call;
  return { user, id, secret, headers, firstCall };
}

test("a call shows with status and latency as soon as it is answered, and a success stays", async () => {
  const { secret, firstCall } = await newcomer();
  expect(await firstCall()).toBeNull();
  expect((await callApi("GET /v1/prompts", { token: secret })).status).toBe(200);
  const seen = await firstCall();
  expect(seen).toMatchObject({ succeeded: true, endpoint: "GET /v1/prompts", status: 200 });
  expect(seen.elapsed_ms).toBeGreaterThan(0);
  await callApi("GET /v1/reports", { token: secret });
  expect(await firstCall()).toMatchObject({ status: 200 });
});

test("refused calls show until one succeeds: without the scope, and with a key that was not copied whole", async () => {
  const { secret, firstCall } = await newcomer();
  await firstCall();
  await callApi("GET /v1/reports", { token: secret });
  expect(await firstCall()).toMatchObject({ succeeded: false, status: 403 });
  await callApi("GET /v1/prompts", { token: secret.slice(0, -1) });
  expect(await firstCall()).toMatchObject({ succeeded: false, status: 401, endpoint: "GET /v1/prompts" });
  await callApi("GET /v1/prompts", { token: secret });
  expect(await firstCall()).toMatchObject({ succeeded: true, status: 200 });
});

test("a call that came before anybody waited, or to another process, shows once it is counted", async () => {
  const { secret, firstCall } = await newcomer();
  await callApi("GET /v1/prompts", { token: secret });
  await runtime().flush();
  expect(await firstCall()).toEqual({ succeeded: true, endpoint: "GET /v1/prompts", status: null, elapsed_ms: null });
});

test("a gateway's question about the key shows too", async () => {
  const { secret, firstCall } = await newcomer();
  await firstCall();
  await callApi("GET /api/v1/forward-auth?environment=any", { token: secret.slice(0, -1) });
  expect(await firstCall()).toMatchObject({ succeeded: false, endpoint: "GET /api/v1/forward-auth", status: 401 });
  await callApi("GET /api/v1/forward-auth?environment=any", { token: secret });
  expect(await firstCall()).toMatchObject({ succeeded: true, endpoint: "GET /api/v1/forward-auth", status: 200 });
});

test("calls with other tokens never show as those of an imported key, however it is said to begin", async () => {
  const { user, headers } = await newcomer();
  const value = createHash("sha256").update("old_live_of_somebody_here").digest("hex");
  const wanted = { name: "Imported", scopes: ["prompts:read"], hash: { algorithm: "sha256", value } };
  const imported = await callApi("POST /api/v1/api-keys/import", { token: user.token, body: { keys: [wanted] } });
  const firstCall = async () =>
    (await callApi(`GET /api/dashboard/first-call?key_id=${imported.json.data[0].id}`, { headers })).json.call;
  expect(await firstCall()).toBeNull();
  await callApi("GET /v1/prompts", { token: "the_token_of_a_stranger" });
  expect(await firstCall()).toBeNull();
  await callApi("GET /v1/prompts", { token: "old_live_of_somebody_here" });
  expect(await firstCall()).toMatchObject({ succeeded: true, status: 200 });
});

test("nobody waits for a key that is not their own", async () => {
  const { id } = await newcomer();
  const stranger = await dashboardHeaders(await createUser());
  const { status } = await callApi(`GET /api/dashboard/first-call?key_id=${id}`, { headers: stranger });
  expect(status).toBe(404);
});
