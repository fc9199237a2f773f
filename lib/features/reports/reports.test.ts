import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dayMs } from "@/lib/access/limit-windows";
import { runtime } from "@/lib/access/runtime";
import { jobHandlers } from "@/lib/background";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { maxReportRows, maxReports, maxUnfinishedReports, Report, ReportList, ReportRows } from "./contract";
import { makeReport } from "./make-report";
import { downloadReport } from "./report-content";

const { clock } = useTestRuntime();
let user: TestUser;
beforeAll(async () => {
  user = await createUser({ plan: "enterprise" });
});
// A minute of its own for each test: none meets the limits.
beforeEach(() => clock.advance(60_000));

async function ask(body: object, token = user.token): Promise<Report> {
  const { status, json } = await callApi("POST /v1/reports", { token, body });
  expect(status).toBe(202);
  return Report.parse(json);
}

async function made(body: object, token = user.token) {
  const { id } = await ask(body, token);
  await runtime().jobs.runDue(jobHandlers);
  const { json } = await callApi(`GET /v1/reports/${id}`, { token });
  expect(json).toMatchObject({ status: "succeeded", error: null });
  return { id, report: Report.parse(json), rows: await rowsOf(id, token) };
}

/** The rows as objects, as the JSON file has them. */
async function rowsOf(id: string, token = user.token): Promise<Record<string, unknown>[]> {
  const file = await callApi(`GET /v1/reports/${id}/download`, { token });
  expect(file.status).toBe(200);
  return JSON.parse(file.text).rows;
}

const eventsAbout = (subjectId: string) => runtime().database.prisma.event.findMany({ where: { subjectId } });

describe("a report", () => {
  test("answers 202 at once, is a 409 to download until it is made, and says once that it is", async () => {
    const asked = await ask({ kind: "keys" });
    expect(asked).toMatchObject({ kind: "keys", status: "queued", environment: "production", row_count: null });
    const early = await callApi(`GET /v1/reports/${asked.id}/download`, { token: user.token });
    expect([early.status, early.json.error.code]).toEqual([409, "CONFLICT"]);
    expect((await callApi(`GET /v1/reports/${asked.id}/rows`, { token: user.token })).status).toBe(409);
    await runtime().jobs.runDue(jobHandlers);
    const { json } = await callApi(`GET /v1/reports/${asked.id}`, { token: user.token });
    expect(json).toMatchObject({ status: "succeeded", completed_at: expect.any(String) });
    expect(await eventsAbout(asked.id)).toMatchObject([{ type: "report.completed", actorId: user.id }]);
  });

  test("that was cut short is made later, once, however often its job runs", async () => {
    const { id } = await ask({ kind: "prompts" });
    // What a process left that died in the middle.
    await runtime().database.prisma.report.update({ where: { id }, data: { status: "running" } });
    await makeReport({ reportId: id }, 2);
    await makeReport({ reportId: id }, 3);
    await runtime().jobs.runDue(jobHandlers);
    expect(await eventsAbout(id)).toHaveLength(1);
  });

  test("that cannot be made is tried again, then fails without a word about our insides", async () => {
    const { id } = await ask({ kind: "usage" });
    await runtime().database.prisma.report.update({ where: { id }, data: { parameters: { from: null, to: null } } });
    await expect(makeReport({ reportId: id }, 1)).rejects.toThrow("names no days");
    await makeReport({ reportId: id }, 4);
    const row = await runtime().database.prisma.report.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ status: "failed", error: "Something went wrong on our side" });
    expect(await eventsAbout(id)).toMatchObject([{ type: "report.failed" }]);
    const file = await callApi(`GET /v1/reports/${id}/download`, { token: user.token });
    expect(file.status).toBe(409);
    await callApi(`DELETE /v1/reports/${id}`, { token: user.token });
  });

  test("whose making was cut short four times has failed rather than being begun for ever", async () => {
    const { id } = await ask({ kind: "keys" });
    await makeReport({ reportId: id }, 5);
    expect(await eventsAbout(id)).toMatchObject([{ type: "report.failed" }]);
    await callApi(`DELETE /v1/reports/${id}`, { token: user.token });
  });

  test("deleted while it waits is never made", async () => {
    const { id } = await ask({ kind: "keys" });
    const deletions = await Promise.all(
      Array.from({ length: 4 }, () => callApi(`DELETE /v1/reports/${id}`, { token: user.token })),
    );
    expect(deletions.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404]);
    await runtime().jobs.runDue(jobHandlers);
    expect(await eventsAbout(id)).toEqual([]);
  });
});

describe("the kinds", () => {
  test("usage has a row a day, credential, endpoint and class of status, of the days that were asked for", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const key = await createKey(owner, { name: "counted", scopes: ["prompts:read"] });
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    for (let count = 0; count < 3; count++) await callApi("GET /v1/prompts", { token: key.secret });
    await callApi("POST /v1/prompts", { token: key.secret, body: { name: "x" } });
    const { rows, report } = await made({ kind: "usage" }, owner.token);
    const ofKey = rows.filter(({ credential_id }) => credential_id === key.id);
    expect(ofKey).toEqual([
      {
        day,
        product: "prompts",
        credential_id: key.id,
        credential_name: "counted",
        endpoint: "GET /v1/prompts",
        status: "2xx",
        requests: 3,
      },
      expect.objectContaining({ endpoint: "POST /v1/prompts", status: "4xx", requests: 1 }),
    ]);
    expect(report).toMatchObject({ to: day, row_count: rows.length, truncated: false });
    const earlier = await made({ kind: "usage", from: "2026-01-01", to: "2026-01-31" }, owner.token);
    expect(earlier.rows).toEqual([]);
  });

  test("keys have their scopes, age, last use and warnings, and nothing of the secret", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const key = await createKey(owner, { name: "idle", scopes: ["prompts:read"] });
    const ending = await createKey(owner, { name: "ends soon", scopes: ["prompts:read"], expires_in_days: 3 });
    await createKey(owner, { name: "sandbox", scopes: ["prompts:read"], environment: "development" });
    const { apiKey } = runtime().database.prisma;
    await apiKey.update({ where: { id: key.id }, data: { createdAt: new Date(clock.now() - 31 * dayMs) } });
    await apiKey.update({ where: { id: ending.id }, data: { createdAt: new Date(clock.now() - 30.5 * dayMs) } });
    const reader = await createKey(owner, { name: "reader", scopes: ["reports:read", "reports:write"] });
    const { id, rows } = await made({ kind: "keys" }, reader.secret);
    expect(rows.map(({ name, warnings }) => [name, warnings])).toEqual([
      ["reader", "no expiry"],
      ["ends soon", "never used in 30 days; expires within 14 days"],
      ["idle", "never used in 31 days; no expiry"],
    ]);
    expect(rows[2]).toMatchObject({ id: key.id, status: "active", scopes: "prompts:read", age_days: 31 });
    const file = await callApi(`GET /v1/reports/${id}/download`, { token: reader.secret });
    expect(file.text).not.toContain(key.secret.slice(-10));
    expect(file.text).not.toContain("hash");
  });

  test("a key that no administrator vouches for any more is suspended in it, as in the list of keys", async () => {
    const { id } = await createKey(user, { scopes: ["keys:verify"] });
    const setAdmin = (instanceAdmin: boolean) =>
      runtime().database.prisma.user.update({ where: { id: user.id }, data: { instanceAdmin } });
    await setAdmin(false);
    const { rows } = await made({ kind: "keys" });
    await setAdmin(true);
    expect(rows).toMatchObject([{ id, status: "suspended" }]);
  });

  test("prompts have their versions, sizes and visibility, the last changed first", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const create = async (body: object) => (await callApi("POST /v1/prompts", { token: owner.token, body })).json.id;
    const first = await create({ name: "first", content: "12345" });
    await create({ name: "empty", visibility: "public" });
    clock.advance(1_000);
    await callApi(`POST /v1/prompts/${first}/versions`, { token: owner.token, body: { content: "🦊🦊🦊" } });
    const { rows } = await made({ kind: "prompts" }, owner.token);
    expect(rows).toMatchObject([
      { name: "first", visibility: "private", versions: 2, characters: 3, all_characters: 8 },
      { name: "empty", visibility: "public", versions: 0, characters: null, all_characters: 0 },
    ]);
  });

  test("only the data of the credential's own organization and environment is in them", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const stranger = await createUser({ plan: "enterprise" });
    await callApi("POST /v1/prompts", { token: stranger.token, body: { name: "theirs", visibility: "public" } });
    await callApi("POST /v1/prompts", { token: owner.token, body: { name: "ours" } });
    const sandbox = await createKey(owner, {
      scopes: ["prompts:write", "reports:read", "reports:write"],
      environment: "development",
    });
    await callApi("POST /v1/prompts", { token: sandbox.secret, body: { name: "sandboxed" } });
    expect((await made({ kind: "prompts" }, owner.token)).rows.map(({ name }) => name)).toEqual(["ours"]);
    const inSandbox = await made({ kind: "prompts" }, sandbox.secret);
    expect(inSandbox.report.environment).toBe("development");
    expect(inSandbox.rows.map(({ name }) => name)).toEqual(["sandboxed"]);
    expect((await made({ kind: "keys" }, sandbox.secret)).rows.map(({ id }) => id)).toEqual([sandbox.id]);
  });
});

describe("the files", () => {
  const hostile = `=HYPERLINK("http://evil.example","x")|<img src=x onerror=alert(1)>\n# [a](javascript:x) www.evil.example`;

  async function fileOf(format: string) {
    const owner = await createUser({ plan: "enterprise" });
    const { json } = await callApi("POST /v1/prompts", { token: owner.token, body: { name: "from before" } });
    // No request may give such a name, but rows from before that rule can hold it.
    await runtime().database.pool.query("UPDATE prompts SET name = $2 WHERE id = $1", [json.id, hostile]);
    const { id } = await made({ kind: "prompts" }, owner.token);
    return callApi(`GET /v1/reports/${id}/download?format=${format}`, { token: owner.token });
  }

  test("are saved under a plain name, as what they are, and never guessed at", async () => {
    for (const [format, type] of [
      ["json", "application/json"],
      ["csv", "text/csv; charset=utf-8"],
      ["md", "text/markdown; charset=utf-8"],
    ]) {
      const { headers } = await fileOf(format ?? "");
      expect(headers.get("content-type")).toBe(type);
      expect(headers.get("content-disposition")).toMatch(
        new RegExp(`^attachment; filename="latchkey-prompts-\\d{4}-\\d\\d-\\d\\d\\.${format}"$`),
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-ratelimit-limit")).toBe("1000");
    }
  });

  test("CSV holds no formula and keeps one line a row", async () => {
    const { text } = await fileOf("csv");
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")|<img`);
    expect(text.split("\r\n")).toHaveLength(3);
  });

  test("Markdown keeps its table: no pipe, line end, HTML, link or heading of a name gets through", async () => {
    const { text } = await fileOf("md");
    const row = text.split("\n").find((line) => line.includes("HYPERLINK")) ?? "";
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(9);
    expect(row).not.toMatch(/<img|\]\(|http:\/\/|www\.|(?<!\\)#\s/);
    expect(text.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(3);
  });

  test("JSON has the name as it is", async () => {
    expect(JSON.parse((await fileOf("json")).text).rows[0].name).toBe(hostile);
  });

  test("a format that there is not is a 400", async () => {
    const { id } = await made({ kind: "keys" });
    expect((await callApi(`GET /v1/reports/${id}/download?format=xls`, { token: user.token })).status).toBe(400);
  });
});

test("a report of more rows than it holds is cut and says so; its pages hold every row once", async () => {
  const owner = await createUser({ plan: "enterprise" });
  const { organizationId } = owner.principal;
  await runtime().database.pool.query(
    `INSERT INTO prompts (id, organization_id, environment, name, description, visibility, updated_at)
     SELECT 'prm_many_' || n, $1, 'production', 'n' || n, '', 'private', now() FROM generate_series(1, $2) AS n`,
    [organizationId, maxReportRows + 1],
  );
  const { id, report, rows } = await made({ kind: "prompts" }, owner.token);
  expect(report).toMatchObject({ row_count: maxReportRows, truncated: true });
  expect(rows).toHaveLength(maxReportRows);
  const page = async (query: string) =>
    ReportRows.parse((await callApi(`GET /v1/reports/${id}/rows?limit=100${query}`, { token: owner.token })).json);
  const first = await page("");
  const second = await page(`&cursor=${first.next_cursor}`);
  const idAt = first.columns.findIndex((column) => column.id === "id");
  expect([...first.data, ...second.data].map((cells) => cells[idAt])).toEqual(rows.slice(0, 200).map((row) => row.id));
  const markdown = await callApi(`GET /v1/reports/${id}/download?format=md`, { token: owner.token });
  expect(markdown.text).toContain("Cut after 50000 rows");
  // Small pieces, so that no reader waits for a long one.
  const sizes: number[] = [];
  for await (const piece of (await downloadReport(owner.principal, id, "csv")).pieces) sizes.push(piece.length);
  expect(sizes.length).toBeGreaterThan(maxReportRows / 500);
  expect(Math.max(...sizes)).toBeLessThan(100_000);
});

describe("who may", () => {
  test("another tenant's or environment's report is a 404 for every method", async () => {
    const { id } = await made({ kind: "keys" });
    const stranger = await createUser({ plan: "enterprise" });
    const sandbox = await createKey(user, { scopes: ["reports:read", "reports:write"], environment: "development" });
    for (const token of [stranger.token, sandbox.secret]) {
      for (const target of [
        `GET /v1/reports/${id}`,
        `GET /v1/reports/${id}/rows`,
        `GET /v1/reports/${id}/download`,
        `DELETE /v1/reports/${id}`,
      ]) {
        expect([target, (await callApi(target, { token })).status]).toEqual([target, 404]);
      }
      expect(ReportList.parse((await callApi("GET /v1/reports", { token })).json).data).toEqual([]);
    }
    expect((await callApi(`GET /v1/reports/${id}`, { token: user.token })).status).toBe(200);
  });

  test("a key that may only read asks for none", async () => {
    const reader = await createKey(user, { scopes: ["reports:read"] });
    const refused = await callApi("POST /v1/reports", { token: reader.secret, body: { kind: "keys" } });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain("reports:write");
  });
});

describe("bad input", () => {
  test.each([
    ["an unknown kind", { kind: "everything" }],
    ["a day that there is not", { kind: "usage", from: "2026-02-30" }],
    ["a time", { kind: "usage", from: "2026-02-03T00:00:00Z" }],
    ["a year that the database does not know", { kind: "usage", to: "0000-01-15" }],
    ["an end before the beginning", { kind: "usage", from: "2026-02-03", to: "2026-02-02" }],
    ["more than 366 days", { kind: "usage", from: "2024-01-01", to: "2026-01-01" }],
    ["days of an inventory", { kind: "keys", from: "2026-01-01" }],
    ["another organization", { kind: "keys", organization_id: "other" }],
    ["another environment", { kind: "keys", environment: "development" }],
  ])("%s is a 400", async (_, body) => {
    expect((await callApi("POST /v1/reports", { token: user.token, body })).status).toBe(400);
  });
});

test("a beginning in the future is told of the beginning, since no end was given", async () => {
  const { status, text } = await callApi("POST /v1/reports", {
    token: user.token,
    body: { kind: "usage", from: "2999-01-01" },
  });
  expect([status, text]).toEqual([400, expect.stringContaining("from: must not be after today")]);
});

describe("how many", () => {
  test("beyond 20 unfinished ones a further one is a 409, however many ask at once", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const answers = await Promise.all(
      Array.from({ length: maxUnfinishedReports + 5 }, () =>
        callApi("POST /v1/reports", { token: owner.token, body: { kind: "keys" } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(maxUnfinishedReports);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  test("the 100 newest are kept", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const { id } = await made({ kind: "keys" }, owner.token);
    const { prisma } = runtime().database;
    const { result, parameters, ...row } = await prisma.report.findUniqueOrThrow({ where: { id } });
    expect(result).not.toBeNull();
    await prisma.report.createMany({
      data: Array.from({ length: maxReports - 1 }, (_, n) => ({
        ...row,
        parameters: parameters ?? {},
        id: `rep_${n}`,
        createdAt: new Date(clock.now() + n + 1),
      })),
    });
    clock.advance(1_000);
    await ask({ kind: "keys" }, owner.token);
    expect(await prisma.report.count({ where: { organizationId: row.organizationId } })).toBe(maxReports);
    expect(await prisma.report.findUnique({ where: { id } })).toBeNull();
  });
});
