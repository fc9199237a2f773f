import { beforeEach, describe, expect, test } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, proveAddress } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { bindContracts } from "./bindings";
import { endpointOf, givesTag, isPublic, statePathOf } from "./contract";

const { clock, open } = useTestRuntime({ settings: { outboundAllow: ["127.0.0.0/8"] } });
beforeEach(() => clock.advance(60_000));

/** A resource, and the changes of it that a test sends; each differs from the ones before. */
type Resource = { path: string; token: string; change: (n: number) => object; method?: "PUT" | "PATCH" };

async function made(target: string, body: object, part: (json: Json) => string) {
  const { token } = await createUser({ plan: "enterprise" });
  const { status, json } = await callApi(`POST ${target}`, { token, body });
  expect(status).toBe(201);
  return { path: `${target}/${part(json)}`, token };
}

async function limitNamespace(): Promise<Resource> {
  const user = await createUser();
  await makeInstanceAdmin(user);
  const path = "/api/v1/limits/images";
  const change = (n: number) => ({ windows: [{ name: "daily", limit: 10 + n, per: "1d" }] });
  expect((await callApi(`PUT ${path}`, { token: user.token, body: change(0) })).status).toBe(200);
  return { path, token: user.token, method: "PUT", change };
}

async function meter(): Promise<Resource> {
  const user = await createUser();
  await makeInstanceAdmin(user);
  const body = { key: "calls", event_type: "com.example.called", aggregation: "count" };
  expect((await callApi("POST /api/v1/meters", { token: user.token, body })).status).toBe(201);
  return { path: "/api/v1/meters/calls", token: user.token, change: (n) => ({ name: `Calls ${n}` }) };
}

const url = "https://hooks.example.test/in";
const resources: Record<string, () => Promise<Resource>> = {
  "a prompt": async () => ({
    ...(await made("/v1/prompts", { name: "one" }, ({ id }) => id)),
    change: (n) => ({ name: `prompt ${n}` }),
  }),
  "a dataset": async () => ({
    ...(await made("/v1/datasets", { name: "one" }, ({ id }) => id)),
    change: (n) => ({ name: `dataset ${n}` }),
  }),
  "a dataset's rows": async () => ({
    ...(await made("/v1/datasets", { name: "one" }, ({ id }) => `${id}/rows`)),
    method: "PUT",
    change: (n) => ({ rows: [{ variables: { n } }] }),
  }),
  "a memory": async () => ({
    ...(await made("/api/v1/memories", { content: "one" }, ({ data }) => data.id)),
    change: (n) => ({ content: `memory ${n}` }),
  }),
  "a template of keys": async () => ({
    ...(await made("/api/v1/key-templates", { name: "one", settings: { tags: ["a"] } }, ({ data }) => data.id)),
    change: (n) => ({ name: `template ${n}` }),
  }),
  "a webhook of prompts": async () => ({
    ...(await made("/v1/webhooks", { url, events: ["prompt.created"] }, ({ id }) => id)),
    change: (n) => ({ description: `hook ${n}` }),
  }),
  "a webhook of memories": async () => ({
    ...(await made("/api/v1/webhooks", { url, events: ["memory.created"] }, ({ data }) => data.id)),
    change: (n) => ({ description: `hook ${n}` }),
  }),
  "an OAuth app": async () => ({
    ...(await made(
      "/v1/oauth-apps",
      { name: "one", redirect_uris: ["https://app.example.test/back"], scopes: ["prompts:read"] },
      (json) => json.app.client_id,
    )),
    change: (n) => ({ name: `app ${n}` }),
  }),
  "the settings of alerts": async () => ({
    path: "/v1/alerts/settings",
    token: (await createUser()).token,
    method: "PUT",
    change: (n) => ({ rejections: { at_least: 100 + n } }),
  }),
  "a limit namespace": limitNamespace,
  "a meter": meter,
  "an organization": async () => {
    const { token } = await createUser();
    return { path: "/v1/organization", token, change: (n) => ({ name: `Organization ${n}` }) };
  },
};

const tagOf = async ({ path, token }: Resource) => {
  const { status, headers } = await callApi(`GET ${path}`, { token });
  expect(status).toBe(200);
  return headers.get("etag") ?? "";
};
const send = ({ path, token, method = "PATCH" }: Resource, body: object, ifMatch: string) =>
  callApi(`${method} ${path}`, { token, body, headers: { "if-match": ifMatch } });

describe.each(Object.entries(resources))("%s", (_, make) => {
  test("is changed while If-Match names what it is, and answers 412 unchanged once it was changed", async () => {
    const resource = await make();
    const first = await tagOf(resource);
    expect(first).toMatch(/^"[\w-]{22}"$/);
    expect((await send(resource, resource.change(1), first)).status).toBe(200);
    const second = await tagOf(resource);
    expect(second).not.toBe(first);
    const stale = await send(resource, resource.change(2), first);
    expect(stale.status).toBe(412);
    expect(stale.text).toContain("PRECONDITION_FAILED");
    expect(await tagOf(resource)).toBe(second);
    // One of several is enough; a weak tag never is.
    expect((await send(resource, resource.change(3), `W/${second}`)).status).toBe(412);
    expect((await send(resource, resource.change(3), `${first}, ${second}`)).status).toBe(200);
    expect((await send(resource, resource.change(4), "*")).status).toBe(200);
  });

  test("lets exactly one of many changes through that name the same tag", async () => {
    const resource = await make();
    const tag = await tagOf(resource);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_one, n) => send(resource, resource.change(n + 10), tag)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(412)]);
  });
});

test("a change that names no tag is never lost to one that does", async () => {
  const resource = await resources["a prompt"]?.();
  if (!resource) throw new Error("no prompt");
  for (let round = 1; round <= 5; round++) {
    clock.advance(60_000);
    const tag = await tagOf(resource);
    const [named, plain] = await Promise.all([
      send(resource, { description: `named ${round}` }, tag),
      callApi(`PATCH ${resource.path}`, { token: resource.token, body: { description: `plain ${round}` } }),
    ]);
    expect(plain.status).toBe(200);
    const { json } = await callApi(`GET ${resource.path}`, { token: resource.token });
    // Either the named one came first, or it was refused: what the other wrote stands in both cases.
    expect(json.description).toBe(`plain ${round}`);
    expect([200, 412]).toContain(named.status);
  }
});

test("a deletion with a stale tag leaves everything there", async () => {
  for (const [name, make] of Object.entries(resources)) {
    const resource = await make();
    if (resource.method === "PUT" || name === "an organization") continue;
    const tag = await tagOf(resource);
    await send(resource, resource.change(1), tag);
    const { path, token } = resource;
    const deletion = (ifMatch: string) => callApi(`DELETE ${path}`, { token, headers: { "if-match": ifMatch } });
    expect([name, (await deletion(tag)).status]).toEqual([name, 412]);
    expect([name, (await deletion(await tagOf(resource))).status]).toEqual([name, 204]);
    expect([name, (await deletion("*")).status]).toEqual([name, 404]);
  }
});

test("a report is deleted by those alone who name what it is", async () => {
  const { token } = await createUser({ plan: "enterprise" });
  const { json } = await callApi("POST /v1/reports", { token, body: { kind: "keys" } });
  const path = `/v1/reports/${json.id}`;
  const tag = (await callApi(`GET ${path}`, { token })).headers.get("etag") ?? "";
  const deletion = (ifMatch: string) => callApi(`DELETE ${path}`, { token, headers: { "if-match": ifMatch } });
  expect((await deletion('"another"')).status).toBe(412);
  expect((await deletion(tag)).status).toBe(204);
});

test("a member's role is changed while If-Match names it", async () => {
  const team = await createTeam();
  await proveAddress(team.owner);
  const path = `/v1/organization/members/${team.member.id}`;
  const tag = (await callApi(`GET ${path}`, { token: team.owner.token })).headers.get("etag") ?? "";
  const change = (role: string) =>
    callApi(`PATCH ${path}`, { token: team.owner.token, body: { role }, headers: { "if-match": tag } });
  expect((await change("admin")).status).toBe(200);
  expect((await change("member")).status).toBe(412);
});

test("every change of what a GET gives a tag for evaluates If-Match on that tag", () => {
  const bindings = bindContracts(contractTable, routeFiles);
  const tagged = new Map(contractTable.filter(givesTag).map((contract) => [contract.path, contract]));
  const paths = new Set(tagged.keys());
  const changing = contractTable.filter((contract) => statePathOf(contract, paths) !== null);
  expect(changing.length).toBeGreaterThan(45);
  const ignoring = changing.filter(
    (contract) => bindings.get(contract)?.state !== tagged.get(statePathOf(contract, paths) ?? ""),
  );
  expect(ignoring.map(endpointOf)).toEqual([]);
});

/** A request to an endpoint that adds to a list or acts on a resource, and what it reads before. */
type Addition = { token: string; path: string; state?: string; body?: object };

/** An administrator's action on another user, who was brought into its state by those before. */
function onUser(action: string, ...before: readonly string[]) {
  return async (): Promise<Addition> => {
    const [admin, user] = [await createUser(), await createUser()];
    await makeInstanceAdmin(admin);
    const state = `/api/v1/admin/users/${user.id}`;
    for (const earlier of before) await callApi(`POST ${state}/${earlier}`, { token: admin.token });
    return { token: admin.token, state, path: `${state}/${action}` };
  };
}

const inList = (path: string, body: object) => async (): Promise<Addition> => {
  const { token } = await proveAddress(await createUser({ plan: "enterprise" }));
  return { token, path, body };
};
const asAdmin = (path: string, body: object) => async (): Promise<Addition> => {
  const admin = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(admin);
  return { token: admin.token, path, body };
};
const onMade = (name: string, action: string, body?: object) => async (): Promise<Addition> => {
  const resource = await resources[name]?.();
  if (!resource) throw new Error(`no ${name}`);
  const { path: state, token } = resource;
  return { token, state, path: `${state}/${action}`, ...(body ? { body } : {}) };
};
const onDelivery = (name: string) => async (): Promise<Addition> => {
  const { path, token } = await onMade(name, "test")();
  const { json } = await callApi(`POST ${path}`, { token });
  const state = path.replace(/test$/, `deliveries/${(json.data ?? json).id}`);
  return { token, state, path: `${state}/redeliver` };
};
const app = { name: "one", redirect_uris: ["https://app.example.test/back"], scopes: ["prompts:read"] };
async function onKey(action: string, body: object, more: object = {}) {
  const { token } = await createUser();
  const { json } = await callApi("POST /api/v1/api-keys", { token, body: { name: "one", ...more } });
  const state = `/api/v1/api-keys/${json.data.id}`;
  return { token, state, path: `${state}/${action}`, body };
}

const additions: Record<string, () => Promise<Addition>> = {
  "POST /api/v1/api-keys": inList("/api/v1/api-keys", { name: "one" }),
  "POST /api/v1/api-keys/{id}/rotate": () => onKey("rotate", {}),
  "POST /api/v1/api-keys/{id}/credits": () => onKey("credits", { add: 1 }, { credits: { remaining: 1 } }),
  "POST /api/v1/api-keys/{id}/overlap": async () => {
    const addition = await onKey("overlap", { grace_period_seconds: 7_200 });
    await callApi(`POST ${addition.state}/rotate`, { token: addition.token, body: { grace_period_seconds: 3_600 } });
    return addition;
  },
  "POST /api/v1/key-templates": inList("/api/v1/key-templates", { name: "one", settings: { tags: ["a"] } }),
  "POST /v1/datasets": inList("/v1/datasets", { name: "one" }),
  "POST /v1/datasets/{id}/rows": async () => {
    const { path, token } = await onMade("a dataset's rows", "")();
    return { token, path: path.slice(0, -1), body: { rows: [{ variables: { n: 1 } }] } };
  },
  "POST /v1/evaluations": async () => {
    const { token, path } = await onMade("a prompt", "versions")();
    await callApi(`POST ${path}`, { token, body: { content: "Say {{n}}" } });
    const rows = [{ variables: { n: "1" } }];
    const { json } = await callApi("POST /v1/datasets", { token, body: { name: "set", rows } });
    const body = { prompt_id: path.split("/").at(-2), dataset_id: json.id };
    return { token, path: "/v1/evaluations", body };
  },
  "POST /api/v1/memories": inList("/api/v1/memories", { content: "one" }),
  "POST /v1/oauth-apps": inList("/v1/oauth-apps", app),
  "POST /v1/oauth-apps/{client_id}/secrets": onMade("an OAuth app", "secrets"),
  "POST /v1/oauth-apps/{client_id}/revoke": onMade("an OAuth app", "revoke"),
  "POST /v1/registration-tokens": inList("/v1/registration-tokens", {}),
  "POST /v1/organization/invitations": inList("/v1/organization/invitations", {
    invitations: [{ email: "guest@example.test" }],
  }),
  "POST /api/user/organizations": inList("/api/user/organizations", { name: "one" }),
  "POST /v1/prompts": inList("/v1/prompts", { name: "one" }),
  "POST /v1/prompts/{id}/versions": async () => {
    const { path, token } = await onMade("a prompt", "versions")();
    return { token, path, body: { content: "one" } };
  },
  "POST /v1/reports": inList("/v1/reports", { kind: "keys" }),
  "POST /api/user/tokens": inList("/api/user/tokens", { name: "one" }),
  "POST /v1/webhooks": inList("/v1/webhooks", { url, events: ["prompt.created"] }),
  "POST /api/v1/webhooks": inList("/api/v1/webhooks", { url, events: ["memory.created"] }),
  ...Object.fromEntries(
    ["suspend", "reactivate", "require-password-reset"].map((action) => [
      `POST /api/v1/admin/users/{id}/${action}`,
      async () => {
        const [admin, somebody] = [await createUser(), await createUser()];
        await makeInstanceAdmin(admin);
        const state = `/api/v1/admin/users/${somebody.id}`;
        return { token: admin.token, state, path: `${state}/${action}` };
      },
    ]),
  ),
  "POST /api/v1/customers": asAdmin("/api/v1/customers", { external_id: "one" }),
  "POST /api/v1/customers/{id}/credits": async () => {
    const customer = { external_id: "one", credits: { remaining: 1 } };
    const { token, path, body } = await asAdmin("/api/v1/customers", customer)();
    const { json } = await callApi(`POST ${path}`, { token, body });
    const state = `${path}/${json.data.id}`;
    return { token, state, path: `${state}/credits`, body: { add: 1 } };
  },
  "POST /v1/organization/budgets": inList("/v1/organization/budgets", {
    name: "one",
    of: "organization",
    product: "prompts",
    per: "1mo",
    amount: 10,
  }),
  "POST /api/v1/budgets": asAdmin("/api/v1/budgets", {
    name: "one",
    of: "organization",
    product: "prompts",
    per: "1mo",
    amount: 10,
  }),
  "POST /api/v1/meters": asAdmin("/api/v1/meters", { key: "one", event_type: "one", aggregation: "count" }),
  "POST /api/v1/management-keys": asAdmin("/api/v1/management-keys", { name: "one", scopes: ["manage:keys:read"] }),
  "POST /api/v1/management-keys/{id}/rotate": async () => {
    const { token, path, body } = await asAdmin("/api/v1/management-keys", {
      name: "one",
      scopes: ["manage:keys:read"],
    })();
    const { json } = await callApi(`POST ${path}`, { token, body });
    const state = `${path}/${(json.data ?? json).id}`;
    return { token, state, path: `${state}/rotate`, body: {} };
  },
  "POST /api/v1/admin/mails/{id}/reveal": async () => {
    const admin = await createUser();
    await makeInstanceAdmin(admin);
    await proveAddress(admin);
    await callApi("POST /v1/organization/invitations", {
      token: admin.token,
      body: { invitations: [{ email: "mailed@example.test" }] },
    });
    const mail = await open().database.prisma.mail.findFirstOrThrow({ where: { recipient: "mailed@example.test" } });
    const state = `/api/v1/admin/mails/${mail.id}`;
    return { token: admin.token, state, path: `${state}/reveal` };
  },
  "POST /api/v1/admin/users/{id}/suspend": onUser("suspend"),
  "POST /api/v1/admin/users/{id}/reactivate": onUser("reactivate", "suspend"),
  "POST /api/v1/admin/users/{id}/require-password-reset": onUser("require-password-reset"),
  ...Object.fromEntries(
    (["/v1", "/api/v1"] as const).flatMap((base) => {
      const name = base === "/v1" ? "a webhook of prompts" : "a webhook of memories";
      return [
        [`POST ${base}/webhooks/{id}/rotate-secret`, onMade(name, "rotate-secret", {})],
        [`POST ${base}/webhooks/{id}/test`, onMade(name, "test")],
        [`POST ${base}/webhooks/{id}/redeliver-failed`, onMade(name, "redeliver-failed", {})],
        [`POST ${base}/webhooks/{id}/deliveries/{delivery_id}/redeliver`, onDelivery(name)],
      ];
    }),
  ),
};

test("every public POST to what has a tag is tried below", () => {
  const paths = new Set(contractTable.filter(givesTag).map(({ path }) => path));
  const posts = contractTable.filter(
    (contract) => contract.method === "POST" && isPublic(contract) && statePathOf(contract, paths) !== null,
  );
  expect(Object.keys(additions).toSorted()).toEqual(posts.map(endpointOf).toSorted());
});

test.each(Object.entries(additions))(
  "%s answers 412 to a stale tag, and does what it does with the right one",
  async (_, make) => {
    const { token, path, state = path, body } = await make();
    const tag = (await callApi(`GET ${state}`, { token })).headers.get("etag") ?? "";
    const post = (ifMatch: string) => callApi(`POST ${path}`, { token, body, headers: { "if-match": ifMatch } });
    const stale = await post('"of-another-time"');
    expect([stale.status, stale.text]).toEqual([412, expect.stringContaining("PRECONDITION_FAILED")]);
    expect((await callApi(`GET ${state}`, { token })).headers.get("etag")).toBe(tag);
    expect((await post(tag)).status).toBeLessThan(300);
  },
);

test("of many additions that name the same state of a list exactly one is made", async () => {
  const { token } = await createUser();
  const tag = (await callApi("GET /v1/prompts", { token })).headers.get("etag") ?? "";
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_one, n) =>
      callApi("POST /v1/prompts", { token, body: { name: `prompt ${n}` }, headers: { "if-match": tag } }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(5).fill(412)]);
});

test("a read that names another tag is refused, before If-None-Match is asked", async () => {
  const { path, token } = (await resources["a prompt"]?.()) ?? { path: "", token: "" };
  const read = async (headers: Record<string, string>) => (await callApi(`GET ${path}`, { token, headers })).status;
  const tag = (await callApi(`GET ${path}`, { token })).headers.get("etag") ?? "";
  expect(await read({ "if-match": '"another"' })).toBe(412);
  expect(await read({ "if-match": '"another"', "if-none-match": tag })).toBe(412);
  expect(await read({ "if-match": tag })).toBe(200);
  expect(await read({ "if-match": "*", "if-none-match": tag })).toBe(304);
});
