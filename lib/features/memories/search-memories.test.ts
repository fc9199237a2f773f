import { beforeEach, describe, expect, test } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { searchMemoriesContract } from "./contract";

const { clock } = useTestRuntime();
let user: TestUser;
beforeEach(async () => {
  clock.advance(60_000);
  user = await createUser({ plan: "enterprise" });
});

/** Stores memories, each a second after the one before. */
async function remember(...contents: string[]): Promise<void> {
  for (const content of contents) {
    clock.advance(1_000);
    const { status } = await callApi("POST /api/v1/memories", { token: user.token, body: { content } });
    expect(status).toBe(201);
  }
}

async function found(query: string, options: object = {}): Promise<string[]> {
  const body = { query, ...options };
  const { status, json } = await callApi("POST /api/v1/memories/search", { token: user.token, body });
  expect(status).toBe(200);
  return searchMemoriesContract.success.body.parse(json).data.map(({ content }) => content);
}

test("a search answers 200 with memories and their scores in the documented frame", async () => {
  await remember("The customer prefers email");
  const { status, json } = await callApi("POST /api/v1/memories/search", {
    token: user.token,
    body: { query: "email", tenantId: user.id },
  });
  expect(status).toBe(200);
  const at = new Date(clock.now()).toISOString();
  expect(json).toEqual({
    success: true,
    data: [
      {
        id: expect.stringMatching(/^mem_/),
        tenantId: user.id,
        content: "The customer prefers email",
        type: "semantic",
        metadata: {},
        createdAt: at,
        updatedAt: at,
        score: expect.any(Number),
      },
    ],
    next_cursor: null,
    metadata: { request_id: expect.any(String), timestamp: at, version: "v1" },
  });
});

test("a search goes on page by page without losing or repeating a memory", async () => {
  await remember(...Array.from({ length: 7 }, (_, index) => `Note ${index} about databases`));
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const body: object = { query: "databases", limit: 3, ...(cursor ? { cursor } : {}) };
    const { json } = await callApi("POST /api/v1/memories/search", { token: user.token, body });
    seen.push(...json.data.map(({ content }: { content: string }) => content));
    cursor = json.next_cursor;
  } while (cursor);
  expect(seen).toEqual(await found("databases", { limit: 100 }));
  expect(new Set(seen).size).toBe(7);
  for (const wrong of ["-1", "1001", "99999999999", "abc", "1e3", "3 "]) {
    const body = { query: "databases", cursor: wrong };
    const answer = await callApi("POST /api/v1/memories/search", { token: user.token, body });
    expect([wrong, answer.status, answer.json.errors[0].field]).toEqual([wrong, 400, "cursor"]);
  }
});

describe("what matches", () => {
  test("all words in any order and any inflection", async () => {
    await remember("She was running three databases", "A database", "Run, forest");
    expect(await found("database runs")).toEqual(["She was running three databases"]);
  });

  test("the last word may be the beginning of a longer one, the others may not", async () => {
    await remember("deployment of the gateway", "gate");
    expect(await found("deployment gatew")).toEqual(["deployment of the gateway"]);
    expect(await found("deplo gateway")).toEqual([]);
  });

  test("phrases in quotes, or, and excluded words", async () => {
    await remember("big dog", "dog, big", "cat");
    expect(await found('"big dog"')).toEqual(["big dog"]);
    expect(await found("cat or dog")).toHaveLength(3);
    expect(await found("big -cat")).toHaveLength(2);
    expect(await found('dog -"big dog"')).toEqual(["dog, big"]);
  });

  test("a closed phrase and an excluded word are not taken for beginnings", async () => {
    await remember("red cart", "red car");
    expect(await found('"red car"')).toEqual(["red car"]);
    expect(await found("red -car")).toEqual(["red cart"]);
  });

  test("words with accents, of other scripts, and with apostrophes", async () => {
    await remember("Café crème", "東京 タワー", "O'Reilly books");
    expect(await found("café")).toEqual(["Café crème"]);
    expect(await found("東")).toEqual(["東京 タワー"]);
    expect(await found("o'reilly")).toEqual(["O'Reilly books"]);
  });

  test.each([
    ["しりとり", "今日は成語しりとりをした"],
    ["成語", "今日は成語しりとりをした"],
    ["語", "今日は成語しりとりをした"],
    ["しりとりをした。", "今日は成語しりとりをした"],
    ["「成語しりとり」", "今日は成語しりとりをした"],
    ["数据库", "我们的数据库昨天升级了"],
    ["ﾃﾞｰﾀ", "データベースの移行"],
    ["データ API", "データベースのAPIです"],
    ["데이터", "데이터베이스를 옮겼다"],
    ["ตลาด", "เมื่อวานไปตลาดน้ำ"],
    ["𠮷野", "昨日𠮷野家に行った"],
  ])("%s inside a run without spaces: %s", async (query, content) => {
    await remember(content, "何か別のこと", "something else");
    expect(await found(query)).toEqual([content]);
    expect(await found(`else or ${query}`)).toContain(content);
  });

  test("an excluded run without spaces, in quotes or not", async () => {
    await remember("今日は成語しりとりをした", "今日はしりとり以外", "今日は晴れ");
    expect(await found("今日 -しりとり")).toEqual(["今日は晴れ"]);
    expect(await found('今日 -"成語しりとり"')).toEqual(["今日は晴れ", "今日はしりとり以外"]);
    expect(await found("-今日")).toEqual([]);
  });

  test("a run without spaces as it stands there, not its pairs in another order", async () => {
    await remember("とりしり", "しりあいのりとりめ とり");
    expect(await found("しりとり")).toEqual([]);
    expect(await found("とりしり")).toEqual(["とりしり"]);
  });

  test.each([
    ["caf\u0065\u0301", "Café crème"],
    ["koln", "Der Zug nach Köln"],
    ["KÖLN", "Der Zug nach Ko\u0308ln"],
    ["strasse", "Die Straße ist gesperrt"],
    ["ｆｕｌｌ", "full width"],
    ["οδος", "Η ΟΔΌΣ είναι κλειστή"],
    ["istanbul", "İstanbul'a gidiyoruz"],
    ["szolo", "Érett szőlő"],
    ["كتاب", "هذا كِتَابٌ جديد"],
    ["шелк", "Купил шёлк"],
  ])("%s without regard to accents, case and width: %s", async (query, content) => {
    await remember(content, "something else");
    expect(await found(query)).toEqual([content]);
  });

  test("a name with signs means that name, a single letter the words that begin with it", async () => {
    await remember("The parser is written in C++", "We keep C# for tools", "Compilers and catalogues", "A note on C");
    expect(await found("C++")).toEqual(["The parser is written in C++"]);
    expect(await found("c#")).toEqual(["We keep C# for tools"]);
    expect(await found("(C++)")).toEqual(["The parser is written in C++"]);
    expect(await found("-C++ note")).toEqual(["A note on C"]);
    expect(await found("c")).toHaveLength(4);
  });

  test("letters that signs join mean that name, also where each of them alone says nothing", async () => {
    await remember(
      "The AT&T bill is due",
      "A bill of the gas works",
      "R&D met at ten",
      "Do not ask",
      "Notes on C",
      "C-- is small",
    );
    expect(await found("AT&T")).toEqual(["The AT&T bill is due"]);
    expect(await found("at&t bill")).toEqual(["The AT&T bill is due"]);
    expect(await found('"AT&T bill"')).toEqual(["The AT&T bill is due"]);
    expect(await found("bill -AT&T")).toEqual(["A bill of the gas works"]);
    expect(await found("R&D")).toEqual(["R&D met at ten"]);
    expect(await found("C--")).toEqual(["C-- is small"]);
    expect(await found("(C--)")).toEqual(["C-- is small"]);
  });

  test("a name with signs means that name in each alternative too", async () => {
    await remember("The parser is written in C++", "Notes on C", "The gas bill", "The AT&T contract", "Über 東京");
    expect((await found("C++ or bill")).toSorted()).toEqual(["The gas bill", "The parser is written in C++"]);
    expect((await found("bill or C++")).toSorted()).toEqual(["The gas bill", "The parser is written in C++"]);
    expect((await found("AT&T or bill")).toSorted()).toEqual(["The AT&T contract", "The gas bill"]);
    expect((await found("東京 or notes -C++")).toSorted()).toEqual(["Notes on C", "Über 東京"]);
    expect((await found("gas or parser -C++")).toSorted()).toEqual(["The gas bill"]);
    expect(await found("or C++ or")).toEqual(["The parser is written in C++"]);
  });

  test("an emoji or a sign that has no letters", async () => {
    await remember("shipped 🚀 today", "nothing shipped", "10 → 20");
    expect(await found("🚀")).toEqual(["shipped 🚀 today"]);
    expect(await found("→")).toEqual(["10 → 20"]);
  });

  test("100,000 characters of a script without spaces are stored, and found to the last", async () => {
    const long = Array.from({ length: 100_000 }, (_, index) =>
      String.fromCodePoint(0x20000 + ((index * 7919) % 40_000)),
    );
    const ending = long.slice(-5).join("");
    await remember(long.join(""));
    expect(await found(ending)).toHaveLength(1);
    expect(await found([...ending].toReversed().join(""))).toEqual([]);
  });

  test("only the type that was asked for", async () => {
    for (const type of ["episodic", "procedural"]) {
      await callApi("POST /api/v1/memories", { token: user.token, body: { content: `a ${type} note`, type } });
    }
    expect(await found("note", { type: "procedural" })).toEqual(["a procedural note"]);
  });
});

describe("order", () => {
  test("a memory that holds the word comes before one that holds a longer word, however often", async () => {
    await remember("key", "keyboard keyboard keyboard keyboard");
    expect(await found("key")).toEqual(["key", "keyboard keyboard keyboard keyboard"]);
  });

  test("more and closer matches score higher", async () => {
    await remember(
      "a limit is mentioned in a long note about many other things that matter more",
      "limit upon limit: the limit of limits",
    );
    expect(await found("limit")).toEqual([
      "limit upon limit: the limit of limits",
      "a limit is mentioned in a long note about many other things that matter more",
    ]);
  });

  test("equal scores come newest first, the same on every call, and the limit cuts the rest", async () => {
    await remember("note one", "note two", "note six");
    const expected = ["note six", "note two", "note one"];
    expect(await found("note")).toEqual(expected);
    expect(await found("note")).toEqual(expected);
    expect(await found("note", { limit: 2 })).toEqual(expected.slice(0, 2));
  });
});

describe("odd input", () => {
  test.each([
    "the",
    "and or not",
    "or",
    "-",
    "---",
    "'",
    "'''",
    '"',
    '""',
    '"unclosed',
    "\\",
    "\\'",
    "a\\",
    "!",
    "& | !",
    "((((",
    "<->",
    "<2>",
    ":*",
    "x:*A",
    "'a' & 'b",
    "%_%",
    "$1",
    "'; DROP TABLE memories; --",
    "😀",
    "👩‍👩‍👧",
    "\u200b",
    "\u202e",
    "https://example.test/a?b='c'",
  ])("%j gives no memory and no error", async (query) => {
    await remember("quite unrelated");
    expect(await found(query)).toEqual([]);
  });

  test.each([
    ["one long word", "x".repeat(1_000)],
    ["dashes", "-".repeat(1_000)],
    ["dashes apart", "- ".repeat(400).trim()],
    ["operators and dashes", "!-".repeat(500)],
    ["quotes", '"'.repeat(1_000)],
    ["excluded nothings", '-""'.repeat(300)],
    ["excluded words", "-a1 ".repeat(200).trim()],
    ["alternatives", "a or ".repeat(199).trim()],
    ["parentheses", "(".repeat(1_000)],
    ["words", "w1 ".repeat(300).trim()],
  ])("1,000 characters of %s give no memory and no error", async (_, query) => {
    await remember("quite unrelated");
    expect(await found(query)).toEqual([]);
  });

  test("a dash between words excludes nothing", async () => {
    await remember("keys and limits", "keys");
    expect(await found("keys - limits")).toEqual(["keys and limits"]);
    expect(await found("- keys -- limits -")).toEqual(["keys and limits"]);
  });

  test("only excluded words find everything that lacks them", async () => {
    await remember("cat", "dog");
    expect(await found("-cat")).toEqual(["dog"]);
  });

  test.each([
    ["no query", {}, "query"],
    ["a blank query", { query: "  " }, "query"],
    ["a query of 1,001 characters", { query: "q".repeat(1_001) }, "query"],
    ["a query that is a list", { query: ["q"] }, "query"],
    ["limit 0", { query: "q", limit: 0 }, "limit"],
    ["limit 101", { query: "q", limit: 101 }, "limit"],
    ["a limit that is text", { query: "q", limit: "10" }, "limit"],
    ["an unknown field", { query: "q", environment: "production" }, "environment"],
  ])("%s is a 400 that names the field", async (_, body, field) => {
    const refused = await callApi("POST /api/v1/memories/search", { token: user.token, body });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ errors: [{ code: "VALIDATION_ERROR", field }] });
  });

  test("a null character is a 400", async () => {
    const body = String.raw`{"query":"a\u0000b"}`;
    expect((await callApi("POST /api/v1/memories/search", { token: user.token, body })).status).toBe(400);
  });
});
