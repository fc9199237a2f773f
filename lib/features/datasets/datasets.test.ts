import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { Dataset, DatasetList, DatasetRowList, maxBytesOfDatasets, maxBytesPerDataset } from "./contract";

const { clock } = useTestRuntime();
let user: TestUser;
beforeAll(async () => {
  user = await createUser({ plan: "enterprise" });
});
// A minute of its own for each test: none meets the limits.
beforeEach(() => clock.advance(60_000));

const rowsOf = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => ({ variables: { n: from + index } }));

async function create(body: object = {}, owner = user): Promise<Dataset> {
  const { status, json } = await callApi("POST /v1/datasets", { token: owner.token, body: { name: "cases", ...body } });
  expect(status).toBe(201);
  return Dataset.parse(json);
}

async function rowsIn(id: string, query = ""): Promise<DatasetRowList> {
  const { json } = await callApi(`GET /v1/datasets/${id}/rows${query}`, { token: user.token });
  return DatasetRowList.parse(json);
}

describe("a dataset", () => {
  test("keeps its rows as they came: order, unicode, kinds of values, expectations with their defaults", async () => {
    const rows: { variables: object; expectations?: object[] }[] = [
      { variables: { name: "Zoë 🦊 \u202Ertl", count: 3, vip: true, constructor: "x", größe: "" } },
      { variables: {}, expectations: [{ type: "contains", value: "hi" }] },
    ];
    const { id, row_count } = await create({ rows });
    expect(row_count).toBe(2);
    expect((await rowsIn(id)).data).toEqual([
      { position: 1, variables: rows[0]?.variables, expectations: [] },
      { position: 2, variables: {}, expectations: [{ type: "contains", value: "hi", case_sensitive: true }] },
    ]);
  });

  test("is renamed, found by part of its name, and deleted with its rows", async () => {
    const { id } = await create({ rows: rowsOf(3) });
    const changed = await callApi(`PATCH /v1/datasets/${id}`, { token: user.token, body: { name: "100%_sure" } });
    expect(changed.json).toMatchObject({ name: "100%_sure", row_count: 3 });
    const found = await callApi("GET /v1/datasets?q=0%25_", { token: user.token });
    expect(DatasetList.parse(found.json).data.map((dataset) => dataset.id)).toEqual([id]);
    expect((await callApi(`DELETE /v1/datasets/${id}`, { token: user.token })).status).toBe(204);
    expect((await callApi(`GET /v1/datasets/${id}`, { token: user.token })).status).toBe(404);
    expect(await runtime().database.prisma.datasetRow.count({ where: { datasetId: id } })).toBe(0);
  });

  test("is deleted once, however many ask at the same time", async () => {
    const { id } = await create();
    const answers = await Promise.all(rowsOf(5).map(() => callApi(`DELETE /v1/datasets/${id}`, { token: user.token })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404, 404]);
  });

  test("of another tenant or the other environment is a 404, for every method, and stays as it was", async () => {
    const { id } = await create({ rows: rowsOf(2) });
    const stranger = await createUser({ plan: "enterprise" });
    const sandbox = await createKey(user, {
      scopes: ["evaluations:read", "evaluations:write"],
      environment: "development",
    });
    for (const token of [stranger.token, sandbox.secret]) {
      for (const [target, body] of [
        [`GET /v1/datasets/${id}`],
        [`PATCH /v1/datasets/${id}`, { name: "mine" }],
        [`DELETE /v1/datasets/${id}`],
        [`GET /v1/datasets/${id}/rows`],
        [`POST /v1/datasets/${id}/rows`, { rows: rowsOf(1) }],
        [`PUT /v1/datasets/${id}/rows`, { rows: [] }],
      ] as const) {
        expect([target, (await callApi(target, { token, ...(body ? { body } : {}) })).status]).toEqual([target, 404]);
      }
      const list = await callApi("GET /v1/datasets", { token });
      expect(DatasetList.parse(list.json).data).toEqual([]);
    }
    expect((await rowsIn(id)).data).toHaveLength(2);
  });
});

describe("rows", () => {
  test("are added at the end and replaced as a whole", async () => {
    const { id } = await create({ rows: rowsOf(2) });
    const added = await callApi(`POST /v1/datasets/${id}/rows`, { token: user.token, body: { rows: rowsOf(2, 3) } });
    expect(added.json).toMatchObject({ row_count: 4 });
    expect((await rowsIn(id)).data.map(({ position, variables }) => [position, variables.n])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    const replaced = await callApi(`PUT /v1/datasets/${id}/rows`, { token: user.token, body: { rows: rowsOf(1, 9) } });
    expect(replaced.json).toMatchObject({ row_count: 1 });
    expect((await rowsIn(id)).data).toEqual([{ position: 1, variables: { n: 9 }, expectations: [] }]);
  });

  test("of twenty writers at once each get a place of their own", async () => {
    const { id } = await create();
    const answers = await Promise.all(
      rowsOf(20).map((row) => callApi(`POST /v1/datasets/${id}/rows`, { token: user.token, body: { rows: [row] } })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { data } = await rowsIn(id, "?limit=100");
    expect(data.map(({ position }) => position)).toEqual(rowsOf(20).map(({ variables }) => variables.n));
    expect(new Set(data.map(({ variables }) => variables.n)).size).toBe(20);
  });

  test("come in pages, each once", async () => {
    const { id } = await create({ rows: rowsOf(250) });
    const seen: unknown[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: DatasetRowList = await rowsIn(id, `?limit=100${cursor ? `&cursor=${cursor}` : ""}`);
      seen.push(...page.data.map(({ variables }) => variables.n));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(rowsOf(250).map(({ variables }) => variables.n));
  });

  test("are 1,000 a call and 10,000 in all: what does not fit leaves everything as it was", async () => {
    const { id } = await create();
    const send = (count: number) =>
      callApi(`POST /v1/datasets/${id}/rows`, { token: user.token, body: { rows: rowsOf(count) } });
    expect((await send(1_001)).status).toBe(400);
    for (let call = 0; call < 9; call++) expect((await send(1_000)).status).toBe(200);
    expect((await send(999)).status).toBe(200);
    const refused = await send(2);
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({ error: { message: expect.stringContaining("10000 rows") } });
    expect((await send(1)).json).toMatchObject({ row_count: 10_000 });
  });

  test("together have a size that is bounded", async () => {
    const { id } = await create({ rows: rowsOf(1) });
    await runtime().database.prisma.dataset.update({ where: { id }, data: { byteCount: maxBytesPerDataset - 10 } });
    const refused = await callApi(`POST /v1/datasets/${id}/rows`, { token: user.token, body: { rows: rowsOf(1) } });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("16 MiB");
    // Replacing makes room.
    const replaced = await callApi(`PUT /v1/datasets/${id}/rows`, { token: user.token, body: { rows: rowsOf(1) } });
    expect(replaced.status).toBe(200);
  });

  test("of all datasets of an organization together have a size that is bounded, however many come at once", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const call = (target: string, body: object) => callApi(target, { token: owner.token, body });
    const made = await Promise.all(
      ["a", "b", "c", "d", "e"].map((name) => call("POST /v1/datasets", { name, rows: rowsOf(1) })),
    );
    const ids = made.map(({ json }) => String(json.id));
    const { prisma } = runtime().database;
    const { byteCount } = await prisma.dataset.findUniqueOrThrow({ where: { id: ids[0] ?? "" } });
    // Room for one more row like the first, and no second.
    await prisma.dataset.updateMany({
      where: { id: { in: ids } },
      data: { byteCount: Math.ceil((maxBytesOfDatasets - 2 * byteCount) / ids.length) },
    });
    const added = await Promise.all(ids.map((id) => call(`POST /v1/datasets/${id}/rows`, { rows: rowsOf(1) })));
    expect(added.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409]);
    expect(added.find(({ status }) => status === 409)?.text).toContain("at most 64 MiB of rows together");
    expect((await call("POST /v1/datasets", { name: "f", rows: rowsOf(1) })).status).toBe(409);
    expect((await callApi(`DELETE /v1/datasets/${ids[0]}`, { token: owner.token })).status).toBe(204);
    expect((await call("POST /v1/datasets", { name: "f", rows: rowsOf(1) })).status).toBe(201);
    // Another organization's data uses no room of this one.
    expect((await create({ rows: rowsOf(1) })).id).toBeDefined();
  });
});

describe("bad input", () => {
  const deep = `{"name":"x","rows":[{"variables":{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}}]}`;
  test.each([
    ["a prototype's name as a variable", '{"name":"x","rows":[{"variables":{"__proto__":"y"}}]}', "__proto__"],
    ["a name with a space", { name: "x", rows: [{ variables: { "a b": 1 } }] }, "rows.0.variables"],
    ["a list as a value", { name: "x", rows: [{ variables: { a: [1] } }] }, "rows.0.variables.a"],
    ["a missing value", { name: "x", rows: [{ variables: { a: null } }] }, "rows.0.variables.a"],
    ["deep nesting", deep, "rows.0.variables.a"],
    ["half a surrogate pair", '{"name":"x","rows":[{"variables":{"a":"\\ud800"}}]}', "rows.0.variables.a"],
    ["a null character", '{"name":"x","rows":[{"variables":{"a":"\\u0000"}}]}', ""],
    [
      "a value of 10,001 characters",
      { name: "x", rows: [{ variables: { a: "y".repeat(10_001) } }] },
      "rows.0.variables.a",
    ],
    ["rows that are text", { name: "x", rows: "many" }, "rows"],
    ["an organization's id", { name: "x", organizationId: "other" }, "organizationId"],
    [
      "a broken pattern",
      { name: "x", rows: [{ variables: {}, expectations: [{ type: "regex", value: "(" }] }] },
      "value",
    ],
    ["an unknown kind of check", { name: "x", rows: [{ variables: {}, expectations: [{ type: "llm" }] }] }, "type"],
  ])("%s is a 400 that names the place", async (_, body, place) => {
    const refused = await callApi("POST /v1/datasets", { token: user.token, body });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain(place);
  });

  test("the cursor of another list is a 400", async () => {
    const { id } = await create({ rows: rowsOf(3) });
    await create();
    const { json } = await callApi("GET /v1/datasets?limit=1", { token: user.token });
    const cursor = DatasetList.parse(json).next_cursor;
    expect((await callApi(`GET /v1/datasets/${id}/rows?cursor=${cursor}`, { token: user.token })).status).toBe(400);
  });
});

test("a key without evaluations:write reads datasets and changes none", async () => {
  const { id } = await create();
  const reader = await createKey(user, { scopes: ["evaluations:read"] });
  expect((await callApi(`GET /v1/datasets/${id}`, { token: reader.secret })).status).toBe(200);
  const refused = await callApi(`DELETE /v1/datasets/${id}`, { token: reader.secret });
  expect(refused.status).toBe(403);
  expect(refused.text).toContain("evaluations:write");
});
