import { beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { wholeSecond } from "@/lib/platform/whole-second";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { listPromptsContract, maxPrompts, maxVersions, PromptWithContent } from "./contract";

const { clock } = useTestRuntime();
// A minute of its own for each test: none meets the limits.
beforeEach(() => clock.advance(60_000));

const enterprise = { plan: "enterprise" } as const;

async function createPrompt(token: string, body: object): Promise<PromptWithContent> {
  return PromptWithContent.parse((await callApi("POST /v1/prompts", { token, body })).json);
}

async function list(token: string, query = "") {
  const { json } = await callApi(`GET /v1/prompts${query}`, { token });
  return listPromptsContract.success.body.parse(json);
}

describe("creating", () => {
  test("document 001's example answers 201 with the whole prompt, which has no version yet", async () => {
    const { token } = await createUser();
    const now = new Date(clock.now());
    const created = await callApi("POST /v1/prompts", {
      token,
      body: { name: "my-prompt", description: "A helpful prompt", visibility: "public" },
    });
    expect(created.status).toBe(201);
    expect(created.json).toEqual({
      id: expect.stringMatching(/^prm_[0-9A-Za-z]{24}$/),
      name: "my-prompt",
      description: "A helpful prompt",
      visibility: "public",
      latest_version: 0,
      content: null,
      variables: [],
      created_at: wholeSecond(now),
      updated_at: now.toISOString(),
    });
  });

  test("a prompt is private and undescribed unless said otherwise, and its content becomes version 1", async () => {
    const { token } = await createUser();
    const created = await createPrompt(token, { name: "greeting", content: "Hello {{name}}" });
    expect(created).toMatchObject({
      visibility: "private",
      description: "",
      latest_version: 1,
      content: "Hello {{name}}",
    });
    const version = await callApi(`GET /v1/prompts/${created.id}/versions/1`, { token });
    expect(version.json).toEqual({
      prompt_id: created.id,
      version: 1,
      content: "Hello {{name}}",
      variables: ["name"],
      created_at: created.created_at,
    });
  });

  test("a key with prompts:write, which acts for no user, creates in its organization", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read", "prompts:write"] });
    const created = await createPrompt(key.secret, { name: "by key", content: "x" });
    expect((await callApi(`GET /v1/prompts/${created.id}`, { token: user.token })).json).toEqual(created);
  });

  test.each([
    ["markup and quotes", `<script>alert('x')</script> "; DROP TABLE prompts; --`],
    ["other scripts and emoji", "プロンプト עברית 👩‍👩‍👧 e\u0301"],
    ["spaces and line ends of the content", "  first\r\n\tsecond  \n"],
  ])("%s come back as they were sent, in a name composed and on one line", async (_, content) => {
    const { token } = await createUser();
    const name = content.replaceAll(/\s+/g, " ");
    const { id } = await createPrompt(token, { name, content });
    const read = await callApi(`GET /v1/prompts/${id}`, { token });
    expect(read.json).toMatchObject({ name: name.trim().normalize("NFC"), content });
  });

  test("half a surrogate pair is a 400, never stored as something else", async () => {
    const { token } = await createUser();
    const body = String.raw`{"name":"half","content":"a\ud800b"}`;
    const refused = await callApi("POST /v1/prompts", { token, body });
    expect([refused.status, refused.json.error.details]).toMatchObject([400, [{ path: "content" }]]);
    const whole = String.raw`{"name":"whole","content":"\ud83d\ude00"}`;
    expect((await callApi("POST /v1/prompts", { token, body: whole })).json.content).toBe("😀");
  });

  test.each([
    ["no name", {}, "name"],
    ["a blank name", { name: " \n " }, "name"],
    ["a name of 201 characters", { name: "n".repeat(201) }, "name"],
    ["a name that is a number", { name: 7 }, "name"],
    ["a description of 2,001 characters", { name: "n", description: "d".repeat(2_001) }, "description"],
    ["an unknown visibility", { name: "n", visibility: "secret" }, "visibility"],
    ["empty content", { name: "n", content: "" }, "content"],
    ["content of 200,001 characters", { name: "n", content: "c".repeat(200_001) }, "content"],
    ["an unknown field", { name: "n", organizationId: "another" }, "organizationId"],
  ])("%s is a 400 that names the field, and nothing is created", async (_, body, path) => {
    const { token } = await createUser();
    const refused = await callApi("POST /v1/prompts", { token, body });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ error: { code: "VALIDATION_ERROR", details: [{ path }] } });
    expect((await list(token)).data).toEqual([]);
  });
});

describe("reading, changing and deleting", () => {
  test("a change touches only what it names and moves updated_at", async () => {
    const { token } = await createUser();
    const before = await createPrompt(token, { name: "old", content: "text" });
    clock.advance(5_000);
    const changed = await callApi(`PATCH /v1/prompts/${before.id}`, { token, body: { name: "new" } });
    expect(changed.status).toBe(200);
    expect(changed.json).toEqual({ ...before, name: "new", updated_at: new Date(clock.now()).toISOString() });
    expect((await callApi(`GET /v1/prompts/${before.id}`, { token })).json).toEqual(changed.json);
  });

  test.each([
    ["nothing", {}],
    ["content, which only a new version changes", { content: "x" }],
    ["an empty name", { name: "" }],
    ["null", { description: null }],
  ])("a change that names %s is a 400 and changes nothing", async (_, body) => {
    const { token } = await createUser();
    const before = await createPrompt(token, { name: "same" });
    expect((await callApi(`PATCH /v1/prompts/${before.id}`, { token, body })).status).toBe(400);
    expect((await callApi(`GET /v1/prompts/${before.id}`, { token })).json).toEqual(before);
  });

  test("a deleted prompt is gone with its versions, and deleting it again is a 404", async () => {
    const { token } = await createUser();
    const prompt = await createPrompt(token, { name: "short-lived", content: "x" });
    const deleted = await callApi(`DELETE /v1/prompts/${prompt.id}`, { token });
    expect(deleted).toMatchObject({ status: 204, text: "" });
    const gone = [
      await callApi(`GET /v1/prompts/${prompt.id}`, { token }),
      await callApi(`GET /v1/prompts/${prompt.id}/versions`, { token }),
      await callApi(`GET /v1/prompts/${prompt.id}/versions/1`, { token }),
      await callApi(`DELETE /v1/prompts/${prompt.id}`, { token }),
    ];
    expect(gone.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(await runtime().database.prisma.promptVersion.count({ where: { promptId: prompt.id } })).toBe(0);
  });

  test.each(["nothing", "%00", "%ff%fe", "..%2f..", "'%20OR%201=1", "x".repeat(2_000)])(
    "an identifier such as %s is a 404 in the envelope",
    async (id) => {
      const { token } = await createUser();
      const missing = await callApi(`GET /v1/prompts/${id}`, { token });
      expect(missing.status).toBe(404);
      expect(missing.json).toEqual({ error: { code: "NOT_FOUND", message: "There is no such prompt" } });
    },
  );
});

describe("listing", () => {
  test("newest first, without the text, filtered by visibility", async () => {
    const { token } = await createUser();
    for (const [name, visibility] of [
      ["first", "public"],
      ["second", "private"],
      ["third", "public"],
    ]) {
      clock.advance(1_000);
      await createPrompt(token, { name, visibility, content: "long text" });
    }
    const all = await list(token);
    expect(all.data.map(({ name }) => name)).toEqual(["third", "second", "first"]);
    expect(all.next_cursor).toBeNull();
    expect((await callApi("GET /v1/prompts", { token })).text).not.toContain("long text");
    const published = await list(token, "?visibility=public");
    expect(published.data.map(({ name }) => name)).toEqual(["third", "first"]);
  });

  test("250 prompts of the same millisecond come once each over the pages, the last of which has no cursor", async () => {
    const { token, principal } = await createUser(enterprise);
    const at = new Date(clock.now());
    const ids = Array.from({ length: 250 }, (_, index) => `prm_page_${String(index).padStart(4, "0")}`);
    await runtime().database.prisma.prompt.createMany({
      data: ids.map((id) => ({
        id,
        organizationId: principal.organizationId,
        environment: "production",
        name: id,
        description: "",
        visibility: "private",
        createdAt: at,
        updatedAt: at,
      })),
    });
    const pages: string[][] = [];
    let query = "?limit=100";
    while (query) {
      const page = await list(token, query);
      pages.push(page.data.map(({ id }) => id));
      query = page.next_cursor ? `?limit=100&cursor=${page.next_cursor}` : "";
    }
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(pages.flat()).toEqual(ids.toReversed());
  });

  test("a full last page has no cursor either", async () => {
    const { token } = await createUser();
    for (const name of ["one", "two"]) await createPrompt(token, { name });
    expect((await list(token, "?limit=2")).next_cursor).toBeNull();
    expect((await list(token, "?limit=1")).next_cursor).not.toBeNull();
  });

  test.each([
    "limit=0",
    "limit=-1",
    "limit=101",
    "limit=1e9",
    "limit=ten",
    "cursor=nonsense",
    "cursor=LTg2NDAwMDAwMDAwMDAwMDAgeA",
    "visibility=all",
  ])("?%s is a 400 that names the parameter", async (query) => {
    const { token } = await createUser();
    const refused = await callApi(`GET /v1/prompts?${query}`, { token });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ error: { details: [{ path: query.split("=")[0] }] } });
  });
});

test("a search finds part of a name in any case, and takes no sign as a wildcard", async () => {
  const { token } = await createUser(enterprise);
  for (const name of ["Refund 50%", "refund reply", "Greeting"]) {
    await createPrompt(token, { name });
    clock.advance(1_000);
  }
  const names = async (q: string) => (await list(token, `?q=${encodeURIComponent(q)}`)).data.map(({ name }) => name);
  expect(await names("REFUND")).toEqual(["refund reply", "Refund 50%"]);
  expect(await names("%")).toEqual(["Refund 50%"]);
  expect(await names("_")).toEqual([]);
});

test("a prompt names the variables of its latest text", async () => {
  const { token } = await createUser(enterprise);
  const content = "Hi {{name}}, {{ order }} {{name}} \\{{literal}}";
  expect((await createPrompt(token, { name: "x", content })).variables).toEqual(["name", "order"]);
});

test("beyond 10,000 prompts, or 1,000 versions of one, a further one is a 409", async () => {
  const { token, principal } = await createUser(enterprise);
  const { id } = await createPrompt(token, { name: "x", content: "y" });
  await runtime().database.prisma.prompt.update({ where: { id }, data: { latestVersion: maxVersions } });
  expect((await callApi(`POST /v1/prompts/${id}/versions`, { token, body: { content: "z" } })).status).toBe(409);
  await runtime().database.pool.query(
    `INSERT INTO prompts (id, organization_id, environment, name, description, visibility, updated_at)
     SELECT 'prm_bound_' || n, $1, 'production', 'n', '', 'private', now() FROM generate_series(2, $2::int) AS n`,
    [principal.organizationId, maxPrompts],
  );
  expect((await callApi("POST /v1/prompts", { token, body: { name: "x" } })).status).toBe(409);
});
