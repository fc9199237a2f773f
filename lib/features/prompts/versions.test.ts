import { beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { wholeSecond } from "@/lib/platform/whole-second";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { listPromptsContract, listVersionsContract, PromptVersion, PromptWithContent } from "./contract";
import { createVersion } from "./versions";

const { clock } = useTestRuntime();
// A minute of its own for each test: none meets the limits.
beforeEach(() => clock.advance(60_000));

async function userWithPrompt(content?: string): Promise<{ user: TestUser; id: string }> {
  const user = await createUser({ plan: "enterprise" });
  const { json } = await callApi("POST /v1/prompts", { token: user.token, body: { name: "versioned", content } });
  return { user, id: PromptWithContent.parse(json).id };
}

async function list({ token }: TestUser, id: string, query: string) {
  const { json } = await callApi(`GET /v1/prompts/${id}/versions${query}`, { token });
  return listVersionsContract.success.body.parse(json);
}

const oneTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("a new version answers 201 with the next number, and the prompt shows its text", async () => {
  const { user, id } = await userWithPrompt("first");
  clock.advance(1_000);
  const now = new Date(clock.now());
  const created = await callApi(`POST /v1/prompts/${id}/versions`, { token: user.token, body: { content: "second" } });
  expect(created.status).toBe(201);
  expect(created.json).toEqual({
    prompt_id: id,
    version: 2,
    content: "second",
    variables: [],
    created_at: wholeSecond(now),
  });
  const prompt = await callApi(`GET /v1/prompts/${id}`, { token: user.token });
  expect(prompt.json).toMatchObject({ latest_version: 2, content: "second", updated_at: now.toISOString() });
});

test("earlier versions never change", async () => {
  const { user, id } = await userWithPrompt("first");
  const before = await callApi(`GET /v1/prompts/${id}/versions/1`, { token: user.token });
  await callApi(`POST /v1/prompts/${id}/versions`, { token: user.token, body: { content: "second" } });
  expect((await callApi(`GET /v1/prompts/${id}/versions/1`, { token: user.token })).json).toEqual(before.json);
  for (const method of ["PUT", "PATCH", "DELETE"]) {
    const refused = await callApi(`${method} /v1/prompts/${id}/versions/1`, { token: user.token, body: {} });
    expect(refused.status).toBe(405);
  }
});

describe("numbering", () => {
  test("20 versions added at the same time get the numbers 1 to 20, each once", async () => {
    const { user, id } = await userWithPrompt();
    const created = await Promise.all(
      oneTo(20).map((n) =>
        callApi(`POST /v1/prompts/${id}/versions`, { token: user.token, body: { content: `text ${n}` } }),
      ),
    );
    const numbers = created.map(({ json }) => PromptVersion.parse(json).version).sort((a, b) => a - b);
    expect(numbers).toEqual(oneTo(20));
    const { data } = await list(user, id, "?limit=100");
    expect(data.map(({ version }) => version)).toEqual(oneTo(20).reverse());
    expect(new Set(data.map(({ content }) => content)).size).toBe(20);
  });

  test("an insert that fails leaves no gap", async () => {
    const { user, id } = await userWithPrompt();
    await expect(createVersion(user.principal, id, "text that PostgreSQL refuses: \0")).rejects.toThrow();
    expect(await createVersion(user.principal, id, "accepted")).toMatchObject({ version: 1 });
  });
});

describe("listing", () => {
  test("150 versions of the same millisecond come highest first, once each over the pages", async () => {
    const { user, id } = await userWithPrompt();
    const createdAt = new Date(clock.now());
    await runtime().database.prisma.promptVersion.createMany({
      data: oneTo(150).map((version) => ({ promptId: id, version, content: "x", createdAt })),
    });
    const first = await list(user, id, "?limit=100");
    const rest = await list(user, id, `?limit=100&cursor=${first.next_cursor}`);
    const numbers = [first, rest].map(({ data }) => data.map(({ version }) => version));
    expect(numbers.map(({ length }) => length)).toEqual([100, 50]);
    expect(numbers.flat()).toEqual(oneTo(150).reverse());
    expect(rest.next_cursor).toBeNull();
  });

  test("a prompt without versions has an empty list, and its version 1 is a 404", async () => {
    const { user, id } = await userWithPrompt();
    expect(await list(user, id, "")).toEqual({ data: [], next_cursor: null });
    expect((await callApi(`GET /v1/prompts/${id}/versions/1`, { token: user.token })).status).toBe(404);
  });

  test("a cursor of another list is a 400", async () => {
    const { user, id } = await userWithPrompt("x");
    await callApi("POST /v1/prompts", { token: user.token, body: { name: "another" } });
    const { json } = await callApi("GET /v1/prompts?limit=1", { token: user.token });
    const { next_cursor } = listPromptsContract.success.body.parse(json);
    const refused = await callApi(`GET /v1/prompts/${id}/versions?cursor=${next_cursor}`, { token: user.token });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ error: { details: [{ path: "cursor" }] } });
  });
});

test.each(["0", "-1", "1.5", "abc", "2147483648", "%00"])("version %s is a 400 that names it", async (version) => {
  const { user, id } = await userWithPrompt("x");
  const refused = await callApi(`GET /v1/prompts/${id}/versions/${version}`, { token: user.token });
  expect(refused.status).toBe(400);
  expect(refused.json).toMatchObject({ error: { details: [{ path: "version" }] } });
});

test.each([
  ["no content", {}],
  ["empty content", { content: "" }],
  ["content that is a list", { content: ["x"] }],
  ["a number of the caller's choosing", { content: "x", version: 7 }],
])("a version with %s is a 400 and takes no number", async (_, body) => {
  const { user, id } = await userWithPrompt("x");
  expect((await callApi(`POST /v1/prompts/${id}/versions`, { token: user.token, body })).status).toBe(400);
  const prompt = await callApi(`GET /v1/prompts/${id}`, { token: user.token });
  expect(prompt.json).toMatchObject({ latest_version: 1 });
});
