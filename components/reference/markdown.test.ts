import { expect, test } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { endpointErrors } from "@/lib/http/endpoint-errors";
import { endpointMarkdown, llmsText, productMarkdown } from "./markdown";
import { referenceGroups } from "./reference-entry";

const groups = await referenceGroups(contractTable, "https://api.example", endpointErrors);
const entries = groups.flatMap((group) => group.entries);

test("llms.txt leads to the Markdown of every product and endpoint", () => {
  const text = llmsText(groups, { origin: "https://api.example" });
  expect(text).toMatch(/^# Latchkey\n\n> /);
  const links = [...text.matchAll(/^- \[[^\]]+\]\(https:\/\/api\.example([^)]+)\): ./gm)].map(([, path]) => path);
  expect(links).toEqual(
    expect.arrayContaining([
      ...groups.map(({ product }) => `/docs/${product}.md`),
      ...entries.map(({ href }) => `${href}.md`),
    ]),
  );
});

test("a product's Markdown holds its endpoints, scopes and limits", () => {
  const prompts = groups.find(({ product }) => product === "prompts");
  const text = prompts ? productMarkdown(prompts, { origin: "https://api.example" }) : "";
  expect(text).toContain("[POST /v1/prompts](https://api.example/docs/prompts/post-v1-prompts.md): Create a prompt");
  expect(text).toContain("- `prompts:write`: ");
  expect(text).toContain("| Free, Starter | 60 | 10 | 1,000 |");
});

test("an endpoint's Markdown holds what its page tells: parameters, five languages, the answer, each error", () => {
  const entry = entries.find(({ id }) => id === "post-v1-prompts");
  const text = entry ? endpointMarkdown(entry) : "";
  expect(text).toContain("# Create a prompt\n\n`POST /v1/prompts`");
  expect(text).toContain("- Scope: `prompts:write`");
  expect(text).toContain("- `name`: string; required; 1 to 200 characters; for example Release notes");
  for (const fence of ["```sh\ncurl", "```js\nconst", "```python\nimport", "```go\npackage", "```php\n<?php"]) {
    expect(text).toContain(fence);
  }
  expect(text).toContain(`\`\`\`json\n${entry?.response.example}\n\`\`\``);
  for (const { status, code, example } of entry?.errors ?? []) {
    expect(text).toContain(`### ${status} ${code}`);
    expect(text).toContain(example);
  }
});

test("no Markdown has a fence that is left open", () => {
  for (const entry of entries) {
    const fences = endpointMarkdown(entry)
      .split("\n")
      .filter((line) => line.startsWith("```"));
    expect([entry.id, fences.length % 2]).toEqual([entry.id, 0]);
  }
});
