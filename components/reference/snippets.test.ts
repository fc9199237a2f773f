import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, it, test } from "vitest";
import { curlSnippet } from "@/components/ui/snippet-curl";
import { goSnippet } from "@/components/ui/snippet-go";
import { javascriptSnippet } from "@/components/ui/snippet-javascript";
import { phpSnippet } from "@/components/ui/snippet-php";
import { pythonSnippet } from "@/components/ui/snippet-python";
import type { SnippetRequest } from "@/components/ui/snippet-request";
import { contractTable } from "@/lib/contract-table";
import { snippetLanguageIds } from "@/lib/http/code-language";
import { isPublic } from "@/lib/http/contract";
import { snippetIn } from "./snippet-languages";
import { snippetLanguages } from "./snippet-names";
import { snippetOf } from "./snippet-of";

/** Bodies and paths that a printer could get wrong. */
const awkward: SnippetRequest = {
  method: "POST",
  url: ["https://api.example/a{b}'\"$`\\/", { variable: "ID" }, "/end"],
  query: [{ name: "q", value: [{ variable: "Q" }] }],
  headers: [{ name: "X-Note", value: ['it\'s "so" $HOME `x` {y}'] }],
  json: { text: 'it\'s "so" $HOME `x` {z}\n#', nothing: null, yes: true, no: false, many: [1, [], {}], "a-b": "" },
  answer: "json",
};
const requests = [
  awkward,
  ...contractTable.filter(isPublic).map((contract) => snippetOf(contract, "https://api.example")),
];

test("a request names all that the query has to hold, who asks too", () => {
  const contract = contractTable.find(({ path }) => path === "/oauth/authorize");
  if (!contract) throw new Error("there is no such endpoint");
  expect(curlSnippet(snippetOf(contract, "https://api.example"))).toMatch(/response_type=code.*client_id=/s);
});

test("every language of the cookie is shown", () => {
  expect(snippetLanguages.map(({ value }) => value)).toEqual(snippetLanguageIds);
});

describe("every generated request is valid", () => {
  it("shell", () => {
    const script = requests.map(curlSnippet).join("\n\n");
    expect(execFileSync("sh", ["-n"], { input: script, encoding: "utf8" })).toBe("");
  });

  it("JavaScript", () => {
    for (const request of requests) {
      // Parses it as the body of a function, in which `await` may stand as at the top of a module.
      const parse = () => new Function(`return async () => {\n${javascriptSnippet(request)}\n};`);
      expect(parse, javascriptSnippet(request)).not.toThrow();
    }
  });

  it("Python, PHP and Go: each text and bracket ends where it should, and the language itself says so where it is at hand", () => {
    const quotes = { python: ['"', "'"], php: ["'"], go: ['"', "`"] };
    for (const language of ["python", "php", "go"] as const) {
      const codes = requests.map((request) => snippetIn(language, request));
      for (const code of codes) expect(openAtEnd(code, quotes[language]), code).toEqual([]);
    }
    const python = requests.map(pythonSnippet);
    const check = "import ast, json, sys\nfor code in json.load(sys.stdin): ast.parse(code)";
    expect(problemsOf("python3", ["-c", check], JSON.stringify(python))).toBe("");
    for (const request of requests.slice(0, 4)) {
      expect(problemsOf("php", ["-l"], phpSnippet(request))).toBe("");
      expect(problemsOf("gofmt", ["-e"], goSnippet(request))).toBe("");
    }
  });

  it("Go imports what it uses, and nothing else", () => {
    for (const code of requests.map(goSnippet)) {
      const imports = [...code.matchAll(/^\t"([\w/]+)"$/gm)].map(([, name = ""]) => name.split("/").at(-1) ?? "");
      const body = code.slice(code.indexOf("func main")).replace(/"(\\.|[^"\\])*"|`[^`]*`/g, '""');
      const used = new Set([...body.matchAll(/\b(fmt|io|http|url|os|strings)\./g)].map(([, name]) => name));
      expect([...used].sort()).toEqual(imports.sort());
    }
  });
});

describe("what is special in a language", () => {
  it("reaches curl unchanged, with the values of the environment", () => {
    const command = curlSnippet(awkward).replace(/^curl/, "printf '%s\\0'");
    const given = execFileSync("sh", ["-c", command], {
      encoding: "utf8",
      env: { ...process.env, ID: "i d", Q: "a&b" },
    }).split("\0");
    expect(given.slice(0, 5)).toEqual([
      "-X",
      "POST",
      "https://api.example/a{b}'\"$`\\/i d/end",
      "-H",
      'X-Note: it\'s "so" $HOME `x` {y}',
    ]);
    expect(JSON.parse(given[6] ?? "")).toEqual(awkward.json);
    expect(given.slice(7, 9)).toEqual(["--data-urlencode", "q=a&b"]);
  });

  it("reaches fetch unchanged, with the values of the environment", async () => {
    const asked: unknown[] = [];
    const run = new Function(
      "fetch",
      "process",
      "console",
      `return (async () => {\n${javascriptSnippet(awkward)}\n})();`,
    );
    const fake = async (url: string, options: { headers: unknown; body: string }) => {
      asked.push(url, options.headers, JSON.parse(options.body));
      return { status: 200, json: async () => ({}) };
    };
    await run(fake, { env: { ID: "7", Q: "a&b" } }, { log: () => undefined });
    expect(asked).toEqual([
      "https://api.example/a{b}'\"$`\\/7/end?q=a%26b",
      { "X-Note": 'it\'s "so" $HOME `x` {y}' },
      awkward.json,
    ]);
  });
});

/** Brackets and texts that a code leaves open; `quotes` begin and end its texts. */
function openAtEnd(code: string, quotes: readonly string[]): string[] {
  const open: string[] = [];
  const closing: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
  let quote = "";
  for (let place = 0; place < code.length; place++) {
    const sign = code.charAt(place);
    if (quote !== "") {
      if (sign === "\\" && quote !== "`") place++;
      else if (sign === quote) quote = "";
    } else if (quotes.includes(sign)) quote = sign;
    else if ("([{".includes(sign)) open.push(sign);
    else if (closing[sign] !== undefined && open.pop() !== closing[sign]) return [`${sign} at ${place}`];
  }
  return quote === "" ? open : [...open, quote];
}

/** What a program says against its input; nothing where this machine has no such program. */
function problemsOf(program: string, parameters: string[], input: string): string {
  const { error, status, stderr } = spawnSync(program, parameters, { input, encoding: "utf8" });
  return error !== undefined || status === 0 ? "" : stderr || `ended with ${status}`;
}
