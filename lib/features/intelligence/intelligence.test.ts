import { beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import type { Environment, MemoryType } from "@/lib/generated/prisma/enums";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { relatedMemoriesContract, summaryContract, topicsContract } from "./contract";
import { beginningOf, within } from "./corpus";

const { clock } = useTestRuntime();
let user: TestUser;
beforeEach(async () => {
  clock.advance(60_000);
  user = await createUser({ plan: "enterprise" });
});

let made = 0;
/** Stores memories, each a second after the one before; returns their ids. */
async function remember(
  contents: readonly string[],
  {
    owner = user,
    environment = "production",
    type = "semantic",
  }: { owner?: TestUser; environment?: Environment; type?: MemoryType } = {},
): Promise<string[]> {
  const ids = contents.map(() => `mem_${String(made++).padStart(6, "0")}`);
  await runtime().database.prisma.memory.createMany({
    data: contents.map((content, index) => {
      clock.advance(1_000);
      const at = new Date(clock.now());
      const organizationId = owner.principal.organizationId;
      return { id: ids[index] ?? "", organizationId, environment, content, type, createdAt: at, updatedAt: at };
    }),
  });
  return ids;
}

async function ask(what: "related" | "topics" | "summary", body: object, token = user.token) {
  const { status, json } = await callApi(`POST /api/v1/intelligence/${what}`, { token, body });
  expect([status, json.errors]).toEqual([200, undefined]);
  return json;
}
const related = async (body: object, token?: string) =>
  relatedMemoriesContract.success.body.parse(await ask("related", body, token)).data;
const topics = async (body: object, token?: string) =>
  topicsContract.success.body.parse(await ask("topics", body, token)).data;
const summary = async (body: object, token?: string) =>
  summaryContract.success.body.parse(await ask("summary", body, token)).data;

describe("related", () => {
  test("answers in the documented frame: the memory, how similar it is, and by which words", async () => {
    const [first, second] = await remember(["The night train to Vienna leaves at nine", "Vienna by night train"]);
    const json = await ask("related", { memoryId: first, tenantId: user.id });
    expect(json).toEqual({
      success: true,
      data: [
        {
          id: second,
          content: "Vienna by night train",
          type: "semantic",
          createdAt: new Date(clock.now()).toISOString(),
          score: expect.any(Number),
          sharedTerms: expect.arrayContaining(["night", "train", "vienna"]),
        },
      ],
      metadata: { request_id: expect.any(String), timestamp: expect.any(String), version: "v1" },
    });
  });

  test("the more words are shared, and the rarer they are, the higher the score; nothing shared is not related", async () => {
    await remember([
      "Turbine N14 has a gearbox temperature alarm",
      "Turbine maintenance happens in spring",
      "The gearbox of N14 was replaced after the temperature alarm",
      "Cats sleep all day",
    ]);
    const found = await related({ text: "gearbox temperature of turbine N14" });
    expect(found.map(({ content }) => content)).toEqual([
      "Turbine N14 has a gearbox temperature alarm",
      "The gearbox of N14 was replaced after the temperature alarm",
      "Turbine maintenance happens in spring",
    ]);
    expect(found[0]?.score).toBeGreaterThan(found[2]?.score ?? 1);
  });

  test("equal words are a score of 1, equal scores come newest first, and the limit cuts the rest", async () => {
    const ids = await remember(["green tea", "green tea", "green tea", "something else entirely"]);
    const found = await related({ text: "Green teas!" });
    expect(found.map(({ id, score }) => [id, score])).toEqual([2, 1, 0].map((index) => [ids[index], 1]));
    expect(await related({ text: "green tea", limit: 2 })).toEqual(found.slice(0, 2));
  });

  test("only the type that was asked for", async () => {
    await remember(["tea ceremony"], { type: "episodic" });
    await remember(["tea leaves"], { type: "procedural" });
    expect((await related({ text: "tea", type: "procedural" })).map(({ content }) => content)).toEqual(["tea leaves"]);
  });

  test.each([
    ["German", "Der Zug nach Wien fährt nachts", "Nachts fährt ein Zug nach Wien", "Katzen schlafen den ganzen Tag"],
    ["Japanese", "東京タワーへの夜行列車", "夜行列車で東京へ行く", "猫は一日中寝ている"],
    ["Arabic", "القطار الليلي إلى فيينا", "يغادر القطار الليلي من فيينا", "القطط تنام طوال اليوم"],
    ["Thai", "รถไฟกลางคืนไปเวียนนา", "รถไฟกลางคืนออกจากเวียนนา", "แมวนอนทั้งวัน"],
  ])("in %s", async (_, asked, similar, other) => {
    await remember([other, similar]);
    expect((await related({ text: asked })).map(({ content }) => content)).toEqual([similar]);
  });

  test("an old memory is found among hundreds of newer ones, in scripts with and without spaces", async () => {
    const [old, older] = await remember(["The zeppelin landed near Friedrichshafen", "来週は飛行船で旅行する"]);
    await remember(Array.from({ length: 400 }, (_, index) => `Note ${index} about nothing in particular`));
    expect((await related({ text: "a zeppelin at Friedrichshafen" }))[0]?.id).toBe(old);
    expect((await related({ text: "飛行船" }))[0]?.id).toBe(older);
  });

  test.each([
    ["no memories at all", [], "tea"],
    ["a text of stop words", ["the tea"], "the and of"],
    ["a text of emoji", ["🍵🍵🍵", "tea"], "🍵 👩‍👩‍👧"],
    ["signs", ["100 %", "tea"], "% _ ' \\ () <-> :*"],
    ["markup alone", ["<p>tea</p>"], "<p></p><br>"],
  ])("%s give an empty list", async (_, contents, text) => {
    await remember(contents);
    expect(await related({ text })).toEqual([]);
  });

  test("markup is not what makes texts similar", async () => {
    await remember(["<div class='note'><p>coffee</p></div>"]);
    expect(await related({ text: "<div class='note'><p>tea</p></div>" })).toEqual([]);
    expect(await related({ text: "<b>Coffee</b>" })).toHaveLength(1);
  });
});

describe("topics", () => {
  test("are the words and phrases that memories share, with examples, the strongest weighing 1", async () => {
    const ids = await remember([
      "The night train to Vienna was late",
      "Book the night train early",
      "A night train has no shower",
      "Vienna in winter",
      "The invoice was paid",
      "Send the invoice again",
      "Winter tyres",
    ]);
    const found = await topics({});
    expect(found[0]).toEqual({
      term: "night train",
      weight: 1,
      memories: 3,
      exampleMemoryIds: ids.slice(0, 3),
    });
    expect(found.map(({ term }) => term).toSorted()).toEqual(["invoice", "night train", "vienna", "winter"]);
  });

  test("singular and plural are one topic, called by the more frequent form", async () => {
    await remember(["Limits", "Limits again", "A limit", "x1", "x2", "x3"]);
    expect(await topics({})).toMatchObject([{ term: "limits", memories: 3 }]);
  });

  test("within a filter, what is special there comes before what is everywhere", async () => {
    const words = [..."abcdefghijklmnopqrst"].map((letter) => letter.repeat(3));
    const everywhere = Array.from({ length: 20 }, (_, index) => `Meeting ${index}: ${words[index]}`);
    await remember(everywhere);
    const from = new Date(clock.now() + 500).toISOString();
    await remember(["Meeting on zeppelins", "Zeppelins again, meeting", "Meeting", "Meeting", "Meeting: zeppelins"]);
    expect((await topics({})).map(({ term }) => term)[0]).toBe("meeting");
    expect((await topics({ from })).map(({ term }) => term)[0]).toBe("zeppelins");
    expect((await topics({ to: from })).map(({ term }) => term)).toEqual(["meeting"]);
    expect(await topics({ type: "episodic" })).toEqual([]);
  });

  test("a handful of memories have topics too, and none have none", async () => {
    expect(await topics({})).toEqual([]);
    await remember(["東京タワー"]);
    expect((await topics({})).length).toBeGreaterThan(0);
  });

  test("says how many memories were read", async () => {
    await remember(Array.from({ length: 1_200 }, (_, index) => `apple ${index}`));
    const json = await ask("topics", {});
    expect(json.analyzed).toBe(1_000);
    expect(json.data[0]).toMatchObject({ term: "apple", memories: 1_000 });
  });
});

describe("summary", () => {
  const story = [
    "The gearbox of turbine N14 is hot. It rained on Tuesday.",
    "Turbine N14 was stopped because the gearbox ran hot. Lunch was good.",
    "The supplier will replace the gearbox of turbine N14. The printer is empty.",
  ];

  test("is the sentences that say what the others say, oldest first, with their memories", async () => {
    const ids = await remember(story);
    const { sentences, memories } = await summary({ sentences: 2 });
    expect(memories).toBe(3);
    expect(sentences).toHaveLength(2);
    for (const { text, memoryId, score } of sentences) {
      expect(text).toContain("gearbox");
      expect(story[ids.indexOf(memoryId)]).toContain(text);
      expect(score).toBeLessThanOrEqual(1);
    }
    expect(sentences.map(({ memoryId }) => memoryId)).toEqual(sentences.map(({ memoryId }) => memoryId).toSorted());
  });

  test("is the same on every call", async () => {
    await remember(story);
    expect(await summary({})).toEqual(await summary({}));
  });

  test("says nothing twice", async () => {
    await remember(["Tea is green.", "Tea is green.", "Green is tea!", "Coffee is black."]);
    expect((await summary({})).sentences).toHaveLength(2);
  });

  test("of named memories, of what a query finds, or of the newest", async () => {
    const ids = await remember(["Apples are red.", "Pears are yellow.", "Plums are blue."]);
    const texts = async (body: object) => (await summary(body)).sentences.map(({ text }) => text);
    expect(await texts({ memoryIds: [ids[2], ids[0]] })).toEqual(["Apples are red.", "Plums are blue."]);
    expect(await texts({ query: "pear" })).toEqual(["Pears are yellow."]);
    expect(await texts({ recent: 1 })).toEqual(["Plums are blue."]);
    expect(await texts({ query: "cherry" })).toEqual([]);
  });

  test("splits sentences of other scripts, leaves markup out, and cuts a text without an end", async () => {
    await remember(["猫は寝ている。犬は走る。", "<p>Erster Satz.</p><p>Zweiter Satz!</p>", "endless ".repeat(2_500)]);
    const texts = (await summary({ sentences: 10 })).sentences.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(["猫は寝ている。", "犬は走る。", "Erster Satz.", "Zweiter Satz!"]));
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(600);
  });

  test("a named memory that is not there is a 404", async () => {
    const [id] = await remember(["one"]);
    const body = { memoryIds: [id, "mem_none"] };
    expect((await callApi("POST /api/v1/intelligence/summary", { token: user.token, body })).status).toBe(404);
  });
});

describe("whose memories", () => {
  const calls = [
    ["related", { text: "secret gearbox" }],
    ["topics", {}],
    ["summary", {}],
    ["summary", { query: "secret" }],
  ] as const;

  test("another tenant's are never read, named or not", async () => {
    const [id = ""] = await remember(["A secret gearbox"]);
    const stranger = await createUser();
    for (const [what, body] of calls) {
      const json = await ask(what, body, stranger.token);
      expect(JSON.stringify(json)).not.toContain("gearbox");
    }
    for (const [what, body] of [
      ["related", { memoryId: id }],
      ["summary", { memoryIds: [id] }],
    ] as const) {
      const target = `POST /api/v1/intelligence/${what}`;
      expect((await callApi(target, { token: stranger.token, body })).status).toBe(404);
    }
    for (const what of ["related", "topics", "summary"]) {
      const body = { tenantId: user.id, ...(what === "related" ? { text: "x" } : {}) };
      const { status, json } = await callApi(`POST /api/v1/intelligence/${what}`, { token: stranger.token, body });
      expect([status, json.errors[0].code]).toEqual([403, "TENANT_MISMATCH"]);
    }
  });

  test("a development key reads development memories alone", async () => {
    await remember(["A live gearbox", "A live gearbox again"]);
    const [id = ""] = await remember(["A test engine"], { environment: "development" });
    const { secret } = await createKey(user, { scopes: ["read:intelligence"], environment: "development" });
    for (const [what, body] of calls) {
      expect(JSON.stringify(await ask(what, body, secret))).not.toContain("gearbox");
    }
    expect(await related({ text: "engine" }, secret)).toMatchObject([{ id }]);
    expect(await related({ text: "engine" })).toEqual([]);
  });

  test("read:intelligence is needed, and enough", async () => {
    const reader = await createKey(user, { scopes: ["read:memories"] });
    const analyst = await createKey(user, { scopes: ["read:intelligence"] });
    for (const what of ["related", "topics", "summary"]) {
      const body = what === "related" ? { text: "x" } : {};
      const target = `POST /api/v1/intelligence/${what}`;
      expect((await callApi(target, { token: reader.secret, body })).status).toBe(403);
      expect((await callApi(target, { token: analyst.secret, body })).status).toBe(200);
    }
  });
});

test("texts in scripts without spaces are read as far as takes no longer than others", () => {
  const passage = (id: string, content: string) => ({ id, content, type: "semantic" as const, createdAt: new Date(0) });
  const spaced = [passage("a", "night train ".repeat(100)), passage("b", "night train ".repeat(100))];
  const unspaced = [passage("a", "夜行列車".repeat(300)), passage("b", "夜行列車".repeat(300))];
  expect([within(spaced, 2_400).length, within(unspaced, 2_400).length]).toEqual([2, 1]);
  expect([beginningOf("train ".repeat(100), 500).length, beginningOf("列車".repeat(300), 500).length]).toEqual([
    500, 100,
  ]);
});

test("a time with an offset of nearly a day is read as it stands", async () => {
  const body = { from: "2026-01-01T00:00:00+23:59" };
  const { status } = await callApi("POST /api/v1/intelligence/topics", { token: user.token, body });
  expect(status).toBe(200);
});

describe("bad input", () => {
  test.each([
    ["related", {}, "memoryId"],
    ["related", { text: "a", memoryId: "b" }, "memoryId"],
    ["related", { text: " " }, "text"],
    ["related", { text: "x".repeat(100_001) }, "text"],
    ["related", { text: ["a"] }, "text"],
    ["related", { text: "a", limit: 51 }, "limit"],
    ["related", { text: "a", type: "vague" }, "type"],
    ["topics", { limit: 0 }, "limit"],
    ["topics", { from: "yesterday" }, "from"],
    ["topics", { from: "0000-01-01T00:00:00Z" }, "from"],
    ["topics", { to: "9999-12-31T23:59:59-23:59" }, "to"],
    ["topics", { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }, "to"],
    ["topics", { organizationId: "x" }, "organizationId"],
    ["summary", { memoryIds: [] }, "memoryIds"],
    ["summary", { memoryIds: ["a"], query: "b" }, "memoryIds"],
    ["summary", { recent: 101 }, "recent"],
    ["summary", { sentences: 21 }, "sentences"],
    ["summary", { query: { a: 1 } }, "query"],
  ])("%s %j is a 400 that names the field", async (what, body, field) => {
    const { status, json } = await callApi(`POST /api/v1/intelligence/${what}`, { token: user.token, body });
    expect(status).toBe(400);
    expect(json).toMatchObject({ errors: [{ code: "VALIDATION_ERROR", field }] });
  });

  test.each([
    ["nested tags", "<a".repeat(30_000)],
    ["open brackets", "<".repeat(100_000)],
    ["one word", "x".repeat(100_000)],
    ["apostrophes", "a'".repeat(50_000)],
    ["combining marks", `a${"\u0301".repeat(99_000)}`],
    ["Han without an end", "漢字".repeat(50_000)],
  ])("100,000 characters of %s are answered", async (_, text) => {
    await remember([text.slice(0, 100_000)]);
    await related({ text });
    await topics({});
    await summary({});
  });
});
