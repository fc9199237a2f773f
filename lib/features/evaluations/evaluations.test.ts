import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { jobHandlers } from "@/lib/background";
import { keptTextLength } from "@/lib/platform/text-checker";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import {
  Evaluation,
  EvaluationList,
  maxBytesOfResults,
  maxEvaluations,
  maxUnfinishedEvaluations,
  ResultList,
} from "./contract";
import { runEvaluation } from "./run-evaluation";

const { clock } = useTestRuntime();
let user: TestUser;
let promptId: string;
beforeAll(async () => {
  user = await createUser({ plan: "enterprise" });
  promptId = await createPrompt("Hi {{name}}!");
});
// A minute of its own for each test: none meets the limits.
beforeEach(() => clock.advance(60_000));

async function createPrompt(content?: string, owner = user): Promise<string> {
  const { json } = await callApi("POST /v1/prompts", { token: owner.token, body: { name: "greeting", content } });
  return json.id;
}

async function createDataset(rows: object[], owner = user): Promise<string> {
  const { json } = await callApi("POST /v1/datasets", { token: owner.token, body: { name: "people", rows } });
  return json.id;
}

const named = (...names: string[]) => names.map((name) => ({ variables: { name } }));

function ask(body: object, token = user.token) {
  return callApi("POST /v1/evaluations", { token, body });
}

async function start(body: object): Promise<Evaluation> {
  const { status, json } = await ask({ prompt_id: promptId, ...body });
  expect(status).toBe(202);
  return Evaluation.parse(json);
}

const read = async (id: string) =>
  Evaluation.parse((await callApi(`GET /v1/evaluations/${id}`, { token: user.token })).json);
const resultsOf = async (id: string, query = "") =>
  ResultList.parse((await callApi(`GET /v1/evaluations/${id}/results${query}`, { token: user.token })).json);
const runJobs = () => runtime().jobs.runDue(jobHandlers);
const eventsAbout = (subjectId: string) => runtime().database.prisma.event.findMany({ where: { subjectId } });

describe("an evaluation", () => {
  test("answers 202 at once, then has a score and a result for every row, and says so once", async () => {
    const rows = [
      ...named("Ada", "Bob"),
      { variables: { name: "Cy" }, expectations: [{ type: "equals", value: "Hi Cy!" }] },
      { variables: { nome: "Dee" } },
    ];
    const started = await start({
      dataset_id: await createDataset(rows),
      expectations: [{ type: "not_contains", value: "bob", case_sensitive: false }],
    });
    expect(started).toMatchObject({ status: "queued", score: null, prompt_version: 1, prompt_name: "greeting" });
    expect((await callApi(`GET /v1/evaluations/${started.id}/results`, { token: user.token })).status).toBe(409);
    await runJobs();

    expect(await read(started.id)).toMatchObject({
      status: "succeeded",
      score: 0.5,
      passed: 2,
      failed: 2,
      error: null,
    });
    const { data } = await resultsOf(started.id);
    expect(data.map(({ rendered, passed }) => [rendered, passed])).toEqual([
      ["Hi Ada!", true],
      ["Hi Bob!", false],
      ["Hi Cy!", true],
      ["", false],
    ]);
    expect(data[1]?.checks).toEqual([
      {
        expectation: { type: "not_contains", value: "bob", case_sensitive: false },
        passed: false,
        reason: "The text contains it",
      },
    ]);
    expect(data[2]?.checks[1]?.expectation).toEqual({ type: "equals", value: "Hi Cy!", case_sensitive: true });
    expect(data[3]).toMatchObject({ error: 'The row has no variable "name"', checks: [] });
    expect((await resultsOf(started.id, "?passed=false")).data.map(({ position }) => position)).toEqual([2, 4]);
    expect(await eventsAbout(started.id)).toMatchObject([
      { type: "evaluation.completed", actorId: user.id, data: { score: 0.5, passed: 2, failed: 2 } },
    ]);
  });

  test("keeps the version that was the latest when it was asked for, and takes an older one by number", async () => {
    const id = await createPrompt("one");
    const dataset = await createDataset(named("x"));
    const first = await start({ prompt_id: id, dataset_id: dataset });
    await callApi(`POST /v1/prompts/${id}/versions`, { token: user.token, body: { content: "two" } });
    const second = await start({ prompt_id: id, dataset_id: dataset });
    const again = await start({ prompt_id: id, dataset_id: dataset, version: 1 });
    await runJobs();
    clock.advance(1_000);
    await runJobs();
    const texts = await Promise.all(
      [first, second, again].map(async ({ id }) => (await resultsOf(id)).data[0]?.rendered),
    );
    expect(texts).toEqual(["one", "two", "one"]);
  });

  test("sees the dataset's rows as they are when it runs", async () => {
    const dataset = await createDataset(named("before"));
    const { id } = await start({ dataset_id: dataset });
    await callApi(`PUT /v1/datasets/${dataset}/rows`, { token: user.token, body: { rows: named("after") } });
    await runJobs();
    expect((await resultsOf(id)).data[0]?.rendered).toBe("Hi after!");
  });

  test.each([
    ["prompt", "The prompt was deleted"],
    ["dataset", "The dataset was deleted or emptied"],
  ])("of a %s that was deleted meanwhile fails and says so", async (which, reason) => {
    const ids = { prompt: await createPrompt("x"), dataset: await createDataset(named("x")) };
    const { id } = await start({ prompt_id: ids.prompt, dataset_id: ids.dataset });
    const target = which === "prompt" ? `prompts/${ids.prompt}` : `datasets/${ids.dataset}`;
    expect((await callApi(`DELETE /v1/${target}`, { token: user.token })).status).toBe(204);
    await runJobs();
    expect(await read(id)).toMatchObject({ status: "failed", error: reason, score: null });
    expect(await eventsAbout(id)).toMatchObject([{ type: "evaluation.failed", data: { reason } }]);
  });

  test("that is deleted before its turn leaves nothing behind", async () => {
    const { id } = await start({ dataset_id: await createDataset(named("x")) });
    expect((await callApi(`DELETE /v1/evaluations/${id}`, { token: user.token })).status).toBe(204);
    await runJobs();
    expect(await eventsAbout(id)).toEqual([]);
    expect(await runtime().database.prisma.evaluationResult.count({ where: { evaluationId: id } })).toBe(0);
  });

  test("that was cut short ends, when begun again, with one set of results and one event", async () => {
    const { id } = await start({ dataset_id: await createDataset(named("Ada", "Bob")) });
    const { prisma } = runtime().database;
    // What a process left that died after its first batch.
    await prisma.evaluation.update({ where: { id }, data: { status: "running" } });
    await prisma.evaluationResult.create({
      data: { evaluationId: id, position: 1, rendered: "stale", length: 5, passed: false, checks: [] },
    });
    await runEvaluation({ evaluationId: id }, 2);
    await runEvaluation({ evaluationId: id }, 3);
    await runJobs();
    expect((await resultsOf(id)).data.map(({ rendered }) => rendered)).toEqual(["Hi Ada!", "Hi Bob!"]);
    expect(await read(id)).toMatchObject({ status: "succeeded", passed: 2 });
    expect(await eventsAbout(id)).toHaveLength(1);
  });
});

test("a pattern that backtracks for ever fails its rows, while other requests are answered without delay", async () => {
  const trap = `${"a".repeat(40)}!`;
  const { id } = await start({
    prompt_id: await createPrompt("{{name}}"),
    dataset_id: await createDataset(named("aaa", trap, trap, trap, trap)),
    expectations: [{ type: "regex", value: "^(a+)+$" }],
  });
  let running = true;
  const beganMs = performance.now();
  const job = runJobs().finally(() => {
    running = false;
  });
  let slowestMs = 0;
  let requests = 0;
  while (running) {
    const started = performance.now();
    expect((await callApi("GET /v1/prompts?limit=1", { token: user.token })).status).toBe(200);
    slowestMs = Math.max(slowestMs, performance.now() - started);
    requests += 1;
    clock.advance(250);
  }
  await job;
  expect(requests).toBeGreaterThan(5);
  // A busy machine makes both longer; a thread that tried the pattern itself would answer one request in all that time.
  expect(slowestMs).toBeLessThan((performance.now() - beganMs) / 2);
  expect(await read(id)).toMatchObject({ status: "succeeded", passed: 1, failed: 4 });
  const { data } = await resultsOf(id);
  expect(data[1]?.checks[0]?.reason).toBe("The pattern took too long");
  expect(data[4]?.checks[0]?.reason).toMatch(/^Not tried/);
});

test("10,000 rows with 10 checks each take seconds and little memory", async () => {
  const dataset = await createDataset([]);
  for (let call = 0; call < 10; call++) {
    const rows = Array.from({ length: 1_000 }, (_, n) => ({ variables: { name: `Ada ${call * 1_000 + n}` } }));
    await callApi(`POST /v1/datasets/${dataset}/rows`, { token: user.token, body: { rows } });
  }
  const expectations = [
    ...["Hi", "Ada", "!", "i A", " "].map((value) => ({ type: "contains", value })),
    ...["\\d+", "^Hi", "!$"].map((value) => ({ type: "regex", value })),
    { type: "min_length", value: 3 },
    { type: "max_length", value: 100 },
  ];
  const { id } = await start({ dataset_id: dataset, expectations });
  const before = process.memoryUsage().rss;
  const started = performance.now();
  await runJobs();
  expect(performance.now() - started).toBeLessThan(30_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  expect(await read(id)).toMatchObject({ status: "succeeded", score: 1, passed: 10_000 });
});

describe("who may", () => {
  test("another tenant's or environment's prompt or dataset is a 404 and starts nothing", async () => {
    const stranger = await createUser({ plan: "enterprise" });
    const sandbox = await createKey(user, {
      scopes: ["prompts:write", "evaluations:write"],
      environment: "development",
    });
    const own = { prompt_id: promptId, dataset_id: await createDataset(named("x")) };
    const theirs = {
      prompt_id: await createPrompt("x", stranger),
      dataset_id: await createDataset(named("x"), stranger),
    };
    const before = await runtime().database.prisma.evaluation.count();
    for (const [body, token] of [
      [{ ...own, prompt_id: theirs.prompt_id }, user.token],
      [{ ...own, dataset_id: theirs.dataset_id }, user.token],
      [own, stranger.token],
      [own, sandbox.secret],
    ] as const) {
      expect((await ask(body, token)).status).toBe(404);
    }
    expect(await runtime().database.prisma.evaluation.count()).toBe(before);
  });

  test("a stranger's public prompt is not evaluated either", async () => {
    const stranger = await createUser({ plan: "enterprise" });
    const { json } = await callApi("POST /v1/prompts", {
      token: stranger.token,
      body: { name: "open", content: "x", visibility: "public" },
    });
    expect((await ask({ prompt_id: json.id, dataset_id: await createDataset(named("x")) })).status).toBe(404);
  });

  test("another tenant sees none of it: no evaluation, no results, no deletion", async () => {
    const { id } = await start({ dataset_id: await createDataset(named("x")) });
    await runJobs();
    const stranger = await createUser({ plan: "enterprise" });
    const sandbox = await createKey(user, {
      scopes: ["evaluations:read", "evaluations:write"],
      environment: "development",
    });
    for (const token of [stranger.token, sandbox.secret]) {
      for (const target of [
        `GET /v1/evaluations/${id}`,
        `GET /v1/evaluations/${id}/results`,
        `DELETE /v1/evaluations/${id}`,
      ]) {
        expect([target, (await callApi(target, { token })).status]).toEqual([target, 404]);
      }
      expect(EvaluationList.parse((await callApi("GET /v1/evaluations", { token })).json).data).toEqual([]);
    }
    expect((await read(id)).status).toBe("succeeded");
  });

  test("a key that may only read starts nothing", async () => {
    const reader = await createKey(user, { scopes: ["evaluations:read"] });
    const refused = await ask({ prompt_id: promptId, dataset_id: "any" }, reader.secret);
    expect(refused.status).toBe(403);
  });
});

describe("what cannot be evaluated", () => {
  test("a prompt without a version and a dataset without rows are a 400, a version that is not there a 404", async () => {
    const dataset_id = await createDataset(named("x"));
    expect((await ask({ prompt_id: await createPrompt(), dataset_id })).status).toBe(400);
    expect((await ask({ prompt_id: promptId, dataset_id: await createDataset([]) })).status).toBe(400);
    expect((await ask({ prompt_id: promptId, dataset_id, version: 99 })).status).toBe(404);
  });

  test.each([
    ["a broken pattern", { expectations: [{ type: "regex", value: "(" }] }],
    ["a pattern of 501 characters", { expectations: [{ type: "regex", value: "a".repeat(501) }] }],
    ["21 expectations", { expectations: Array(21).fill({ type: "contains", value: "x" }) }],
    ["a negative length", { expectations: [{ type: "min_length", value: -1 }] }],
    ["a score of the caller's own", { score: 1 }],
    ["a version that is text", { version: "1" }],
  ])("%s is a 400", async (_, more) => {
    const refused = await ask({ prompt_id: promptId, dataset_id: "any", ...more });
    expect(refused.status).toBe(400);
  });
});

describe("how many", () => {
  test("beyond 20 unfinished ones a further one is a 409, however many ask at once", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const body = { prompt_id: await createPrompt("x", owner), dataset_id: await createDataset(named("x"), owner) };
    const answers = await Promise.all(
      Array.from({ length: maxUnfinishedEvaluations + 5 }, () => ask(body, owner.token)),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(maxUnfinishedEvaluations);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  test("the 100 newest are kept", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const dataset_id = await createDataset(named("x"), owner);
    const prompt_id = await createPrompt("x", owner);
    const first = await ask({ prompt_id, dataset_id }, owner.token);
    const { prisma } = runtime().database;
    const row = await prisma.evaluation.update({ where: { id: first.json.id }, data: { status: "succeeded" } });
    await prisma.evaluation.createMany({
      data: Array.from({ length: maxEvaluations - 1 }, (_, n) => ({
        ...row,
        id: `eval_${n}`,
        expectations: [],
        createdAt: new Date(clock.now() + n + 1),
      })),
    });
    clock.advance(1_000);
    expect((await ask({ prompt_id, dataset_id }, owner.token)).status).toBe(202);
    expect(await prisma.evaluation.count({ where: { organizationId: row.organizationId } })).toBe(maxEvaluations);
    expect(await prisma.evaluation.findUnique({ where: { id: row.id } })).toBeNull();
  });

  test("the newest are kept whose results have room, and always the one that has just finished", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const dataset_id = await createDataset(named("x"), owner);
    const prompt_id = await createPrompt("x", owner);
    const { prisma } = runtime().database;
    const run = async () => {
      clock.advance(60_000);
      const { json } = await ask({ prompt_id, dataset_id }, owner.token);
      await runJobs();
      return prisma.evaluation.findUniqueOrThrow({ where: { id: json.id } });
    };
    const [oldest, old, recent] = [await run(), await run(), await run()];
    expect(oldest.byteCount).toBeGreaterThan(0);
    await prisma.evaluation.update({ where: { id: old.id }, data: { byteCount: maxBytesOfResults - 1 } });
    const last = await run();
    const kept = await prisma.evaluation.findMany({ where: { organizationId: last.organizationId } });
    expect(new Set(kept.map(({ id }) => id))).toEqual(new Set([recent.id, last.id]));
  });

  test("one whose results alone would take more fails and says so", async () => {
    const owner = await createUser({ plan: "enterprise" });
    // Characters of three bytes, as many as a result keeps.
    const prompt_id = await createPrompt("€".repeat(keptTextLength), owner);
    const dataset_id = await createDataset([], owner);
    const rows = Array.from({ length: 1_000 }, () => ({ variables: {} }));
    for (let call = 0; call < 6; call++) {
      const added = await callApi(`POST /v1/datasets/${dataset_id}/rows`, { token: owner.token, body: { rows } });
      expect(added.status).toBe(200);
    }
    const { json } = await ask({ prompt_id, dataset_id }, owner.token);
    await runJobs();
    const { prisma } = runtime().database;
    const failed = await prisma.evaluation.findUniqueOrThrow({ where: { id: json.id } });
    expect([failed.status, failed.error]).toEqual(["failed", expect.stringContaining("more than 64 MiB")]);
    expect(await prisma.evaluationResult.count({ where: { evaluationId: failed.id } })).toBe(0);
  });
});
