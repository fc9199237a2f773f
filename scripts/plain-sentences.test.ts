import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sourcesUnder } from "./check-imports.mjs";

/** "About 20 words at most" says docs/style.md; what is this long is two sentences. */
const mostWords = 30;

/** Where a sentence can begin: a comment's or text's line, a quotation, and behind another sentence. */
const vagueOpener = /(?:^[\s/*]*|["'`>]|[.!?][)"'`]?\s+)(?:Whoever|Nobody|Whatever)\b/;

/** Its comments, each with the line that it begins in and its text on one line; lines of `//` below one another are one. */
function commentsOf(source: string): { line: number; text: string }[] {
  const comments: { line: number; text: string; isOpen: boolean }[] = [];
  let inBlock = false;
  for (const [at, row] of source.split("\n").entries()) {
    const begins = /^\s*(\/\/|\/\*)/.exec(row)?.[1];
    const last = comments.at(-1);
    if (!inBlock && begins !== "//" && last) last.isOpen = false;
    if (!inBlock && begins === undefined) continue;
    if (!inBlock && !(begins === "//" && last?.isOpen))
      comments.push({ line: at + 1, text: "", isOpen: begins === "//" });
    const said = row.replace(/^\s*(\/\/|\/?\*+(?!\/))?/, "").replace(/\*\/.*$/, "");
    // An item of a list is a sentence of its own.
    const comment = comments.at(-1);
    if (comment) comment.text += /^ (-|\d\.) /.test(said) ? `. ${said}` : said;
    inBlock = begins === "/*" || inBlock ? !row.includes("*/") : false;
  }
  return comments;
}

/** Lines in which a sentence begins with a vague subject. */
function vagueIn(source: string): string[] {
  return source.split("\n").flatMap((row, at) => (vagueOpener.test(row) ? [`${at + 1}: ${row.trim()}`] : []));
}

/** What is wrong with the sentences of a file, by line. */
function badSentences(source: string): string[] {
  const long = commentsOf(source).flatMap(({ line, text }) => {
    const sentences = text.split(/(?<=[.!?][)"'`]?)\s+(?=[A-Z0-9`"(-])/);
    const words = (sentence: string) => sentence.split(/\s+/).filter((word) => /\w/.test(word)).length;
    return sentences.filter((sentence) => words(sentence) > mostWords).map((sentence) => `${line}: ${sentence}`);
  });
  return [...vagueIn(source), ...long];
}

const longSentence = `It ${"goes on ".repeat(mostWords / 2)}`;

test.each([
  ["a comment", "// Whoever asks is answered."],
  ["a second sentence", "/** It is so. Nobody knows why. */"],
  ["a line of a longer comment", "/**\n * It is so.\n * Whatever it is.\n */"],
  ["a text", 'const text = "Whoever opens it wins.";'],
  ["a text of a page", "<p>\n  Nobody can sign in.\n</p>"],
])("%s that begins with a vague subject is found", (_where, source) => {
  expect(badSentences(source)).toHaveLength(1);
});

test.each([
  ["one line", `/** ${longSentence}. */`],
  ["several lines", `/**\n * ${longSentence.replace("goes", "goes\n *")}.\n */\nconst x = 1;`],
  ["lines below one another", `  // ${longSentence.slice(0, 60)}\n  // ${longSentence.slice(60)}.`],
])("a long sentence on %s is found", (_where, source) => {
  expect(badSentences(source)).toHaveLength(1);
});

test("what keeps to the rule is left alone: two sentences, a list, and code that looks like neither", () => {
  const half = longSentence.slice(0, longSentence.length / 2);
  const lines = [`/** ${half}. ${half}. 404 when ${half}. */`, `/**\n * ${half}:\n * - ${half}\n * - ${half}\n */`];
  expect(badSentences([...lines, `const text = "${longSentence}";`, "a *= whoever;"].join("\n"))).toEqual([]);
});

test("comments are plain sentences of at most 30 words, and neither they nor texts begin with a vague subject", () => {
  const files = sourcesUnder("");
  expect(files.length).toBeGreaterThan(2_000);
  const bad = files
    .filter((file) => !/(plain-sentences\.test\.ts|\.generated\.mjs)$/.test(file))
    .flatMap((file) => badSentences(readFileSync(file, "utf8")).map((what) => `${file}:${what}`));
  expect(bad).toEqual([]);
});

test("no sentence of a page of docs begins with a vague subject", () => {
  const pages = readdirSync("docs", { recursive: true, encoding: "utf8" }).map((page) => `docs/${page}`);
  const documents = [...pages, "README.md", "CONTRIBUTING.md", "CHANGELOG.md"].filter((page) => page.endsWith(".md"));
  expect(documents.length).toBeGreaterThan(50);
  const vague = documents.flatMap((page) => vagueIn(readFileSync(page, "utf8")).map((what) => `${page}:${what}`));
  expect(vague).toEqual([]);
});

test("a cast through unknown stands below a comment that says why", () => {
  const product = sourcesUnder("").filter((file) => !/\.(test|spec)\.tsx?$|\.mjs$|^lib\/testing\//.test(file));
  const unexplained = product.flatMap((file) => {
    const rows = readFileSync(file, "utf8").split("\n");
    return rows.flatMap((row, at) =>
      row.includes(" as unknown as ") && !/^\s*\/\//.test(rows[at - 1] ?? "") ? [`${file}:${at + 1}`] : [],
    );
  });
  expect(unexplained).toEqual([]);
});
