import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { contractTable } from "@/lib/contract-table";
import type { ListedApiKey } from "@/lib/features/api-keys/contract";
import { type Contract, endpointOf } from "@/lib/http/contract";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, testPassword } from "@/lib/testing/factories";
import { addApp, signedInUser } from "@/lib/testing/factors";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createClient } from "./client";
import { LatchkeyError } from "./error";
import { iterate } from "./iterate";
import type { ClientOptions } from "./options";
import { resources } from "./resources";

const { clock, open } = useTestRuntime();

/** Every request that the clients of a test sent. */
type Sent = { method: string; path: string; headers: Headers };

/** A client whose network is this process's own gate and routes, and whose waits move the clock. */
function clientOf(options: Partial<ClientOptions>): {
  client: ReturnType<typeof createClient>;
  sent: Sent[];
  waits: number[];
} {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const client = createClient({
    baseUrl: "http://localhost:3000/",
    fetch: async (input, init) => {
      const { pathname, search } = new URL(String(input));
      const headers = new Headers(init?.headers);
      const method = init?.method ?? "GET";
      sent.push({ method, path: pathname + search, headers });
      const body = init?.body as string | undefined;
      const answer = await callApi(`${method} ${pathname}${search}`, { headers: Object.fromEntries(headers), body });
      return new Response(answer.text || null, { status: answer.status, headers: answer.headers });
    },
    wait: async (ms) => {
      waits.push(ms);
      clock.advance(ms);
    },
    ...options,
  });
  return { client, sent, waits };
}

describe("the client", () => {
  it("has a method for every public endpoint of the contract table, each once", () => {
    const called = Object.values(resources).flatMap((methods) => Object.values(methods).map(endpointOf));
    // Those that lead a browser elsewhere, what proxies ask and what a partner signs are for no program to call; former addresses have newer ones.
    const callable = ({ success, readBy, allow, former }: Contract) =>
      success.status !== 302 && !(readBy === "handler" && allow.every((kind) => kind === "anonymous")) && !former;
    const open = contractTable
      .filter(({ audience = "public", former }) => audience === "public" && !former)
      .filter(callable)
      .map(endpointOf);
    expect(called.toSorted()).toEqual(open.toSorted());
  });

  it("changes what it has seen, and fails with 412 where that has changed", async () => {
    const { token } = await createUser({ plan: "enterprise" });
    const { client } = clientOf({ apiKey: token });
    const { id } = await client.prompts.create({ name: "greeting" });
    const tags: string[] = [];
    await client.prompts.get({ id }, { onEtag: (etag) => tags.push(etag) });
    const [ifMatch = ""] = tags;
    await client.prompts.update({ id, name: "greeting, revised" }, { ifMatch });
    await expect(client.prompts.update({ id, name: "too late" }, { ifMatch })).rejects.toMatchObject({
      status: 412,
      code: "PRECONDITION_FAILED",
    });
  });

  it("manages keys by document 002's names, with the environment's tenant sent along", async () => {
    const user = await createUser();
    const { client, sent } = clientOf({ apiKey: user.token, tenantId: user.id });
    const newKey = await client.apiKeys.create({
      name: "Production 2026-06-10",
      environment: "production",
      scopes: ["read:memories", "write:memories"],
    });
    expectTypeOf(newKey.data.plainKey).toEqualTypeOf<string>();
    expect(newKey.data.plainKey).toMatch(/^hb_prod_/);
    const { data } = await client.apiKeys.list();
    expectTypeOf(data).toEqualTypeOf<ListedApiKey[]>();
    expect(data.map(({ keyId }) => keyId)).toEqual([newKey.data.keyId]);
    expect(sent[1]?.path).toBe(`/api/v1/api-keys?tenantId=${user.id}`);
    const revoked = await client.apiKeys.revoke({ keyId: newKey.data.keyId });
    expect([revoked.success, revoked.data.keyId]).toEqual([true, newKey.data.keyId]);
    expect(await client.apiKeys.delete({ id: newKey.data.keyId })).toBeUndefined();
  });

  it("fills paths, queries and bodies from one input, encoding what needs it", async () => {
    const user = await createUser({ plan: "pro" });
    const { client, sent } = clientOf({ apiKey: user.token });
    const prompt = await client.prompts.create({ name: "Greeting", content: "Hello" });
    await client.prompts.update({ id: prompt.id, description: "Says hello" });
    expect((await client.prompts.getVersion({ id: prompt.id, version: 1 })).content).toBe("Hello");
    expect((await client.prompts.list({ visibility: "private" })).data).toHaveLength(1);
    const error: LatchkeyError = await client.prompts.get({ id: "a/b?c" }).catch((thrown) => thrown);
    expect([error.status, error.code]).toEqual([404, "NOT_FOUND"]);
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /v1/prompts",
      `PATCH /v1/prompts/${prompt.id}`,
      `GET /v1/prompts/${prompt.id}/versions/1`,
      "GET /v1/prompts?visibility=private",
      "GET /v1/prompts/a%2Fb%3Fc",
    ]);
    expect(await client.prompts.delete({ id: prompt.id })).toBeUndefined();
  });

  it("waits as long as a 429 asks and then goes on, and gives up at once where that is too long", async () => {
    const user = await createUser();
    const { client, waits } = clientOf({ apiKey: user.token });
    for (let count = 0; count < 12; count += 1) await client.prompts.list();
    expect(waits).toEqual([1000, 1000]);
    const impatient = clientOf({ apiKey: user.token, maxWaitSeconds: 0 });
    const error: LatchkeyError = await impatient.client.prompts.list().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(LatchkeyError);
    expect([error.status, error.code, error.retryAfterSeconds]).toEqual([429, "RATE_LIMITED", 1]);
    expect([impatient.waits, impatient.sent.length]).toEqual([[], 1]);
  });

  it("waits for the answer to the same creating call where that is still under way", async () => {
    const user = await createUser({ plan: "enterprise" });
    const { client, waits } = clientOf({ apiKey: user.token, maxRetries: 100 });
    const create = () => client.prompts.create({ name: "greeting" }, { idempotencyKey: "one" });
    const made = await Promise.all(Array.from({ length: 6 }, create));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(new Set(waits)).toEqual(new Set([1000]));
    expect(await open().database.prisma.prompt.count({ where: { organizationId: user.id } })).toBe(1);
  });

  it("creates once when the answer to a creating call is lost, and does not repeat what could happen twice", async () => {
    const user = await createUser();
    const lossy = (client: ReturnType<typeof clientOf>) => {
      let lost = 0;
      const options: Partial<ClientOptions> = {
        apiKey: user.token,
        fetch: async (input, init) => {
          const { pathname } = new URL(String(input));
          client.sent.push({ method: init?.method ?? "", path: pathname, headers: new Headers(init?.headers) });
          const headers = Object.fromEntries(new Headers(init?.headers));
          const answer = await callApi(`${init?.method} ${pathname}`, { headers, body: init?.body as string });
          if (lost++ === 0) throw new TypeError("fetch failed");
          return new Response(answer.text || null, { status: answer.status });
        },
      };
      return clientOf(options).client;
    };
    const first = clientOf({});
    const prompt = await lossy(first).prompts.create({ name: "Once" });
    expect(first.sent.map(({ headers }) => headers.get("idempotency-key"))).toHaveLength(2);
    expect(new Set(first.sent.map(({ headers }) => headers.get("idempotency-key"))).size).toBe(1);
    expect(await open().database.prisma.prompt.findMany({ where: { organizationId: user.id } })).toMatchObject([
      { id: prompt.id },
    ]);
    const second = clientOf({});
    const error: LatchkeyError = await lossy(second)
      .prompts.delete({ id: prompt.id })
      .catch((thrown) => thrown);
    expect([error.code, error.status, second.sent.length]).toEqual(["NETWORK", 0, 1]);
  });

  it("repeats what was done before a 503 only where its key makes that safe", async () => {
    const user = await createUser();
    const { client, sent, waits } = clientOf({ apiKey: user.token });
    const { ledger, database } = open();
    const loseCount = () =>
      vi.spyOn(ledger, "kept").mockImplementationOnce(() => Promise.reject(new Error("full disk")));
    loseCount();
    const { id } = await client.prompts.create({ name: "Once" });
    expect([sent.length, waits]).toEqual([2, [1000]]);
    expect(await database.prisma.prompt.findMany({ where: { organizationId: user.id } })).toMatchObject([{ id }]);
    loseCount();
    const error: LatchkeyError = await client.prompts.delete({ id }).catch((thrown) => thrown);
    expect([error.status, error.retryAfterSeconds, sent.length]).toEqual([503, 1, 3]);
    expect(await database.prisma.prompt.count({ where: { organizationId: user.id } })).toBe(0);
  });

  it("goes on with a second factor by what the refusal of the login holds", async () => {
    const { user, browser } = await signedInUser();
    const { recoveryCodes } = await addApp(browser, clock.now());
    const { client } = clientOf({});
    const refused: LatchkeyError = await client.auth
      .login({ email: user.email, password: testPassword })
      .catch((thrown) => thrown);
    expect([refused.status, refused.code]).toEqual([401, "MFA_REQUIRED"]);
    const mfa_token = String(refused.members.mfa_token);
    const { access_token } = await client.auth.finishLogin({ mfa_token, recovery_code: recoveryCodes[0] });
    expect((await clientOf({ apiKey: access_token }).client.users.me()).id).toBe(user.id);
  });

  it("tells what was wrong in every envelope", async () => {
    const user = await createUser();
    const { client } = clientOf({ apiKey: user.token });
    const nested: LatchkeyError = await client.prompts.create({ name: "" }).catch((thrown) => thrown);
    expect([nested.status, nested.code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(nested.problems).toEqual([{ field: "name", message: "must not be empty" }]);
    expect(nested.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const flat: LatchkeyError = await client.memories
      .create({ content: "", type: "episodic" })
      .catch((thrown) => thrown);
    expect([flat.status, flat.code, flat.problems[0]?.field]).toEqual([400, "VALIDATION_ERROR", "content"]);
    const wrong: LatchkeyError = await clientOf({ apiKey: "nonsense" })
      .client.users.me()
      .catch((thrown) => thrown);
    expect([wrong.status, wrong.message]).toEqual([401, "invalid access token"]);
  });

  it("asks a token function before every request, as document 002's migration guide shows", async () => {
    const [first, second] = [await createUser(), await createUser()];
    const tokens = [first.token, second.token];
    const { client } = clientOf({ auth: async () => tokens.shift() ?? "" });
    expect([(await client.users.me()).id, (await client.users.me()).id]).toEqual([first.id, second.id]);
  });

  it("iterates over every page of a list", async () => {
    const user = await createUser({ plan: "enterprise" });
    for (let count = 0; count < 7; count += 1) await createKey(user, { name: `Key ${count}` });
    const { client, sent } = clientOf({ apiKey: user.token });
    const names: string[] = [];
    for await (const { name } of iterate(client.apiKeys.list, { limit: 3 })) names.push(name);
    expect(names.toSorted()).toEqual(Array.from({ length: 7 }, (_, count) => `Key ${count}`));
    expect(sent).toHaveLength(3);
  });
});
