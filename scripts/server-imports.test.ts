import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const isOfBrowser = (text: string) => text.startsWith('"use client"');

type Taken = { file: string; name: string; from: string };

/** Pages and layouts, with their text. */
function pages(): { file: string; text: string }[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /^(?!.*\.test\.).*\.tsx$/.test(file))
    .map((file) => ({ file, text: readFileSync(join("app", file), "utf8") }));
}

/** What they take of components that is no component: lists, columns and other functions. */
function takenByPages(): Taken[] {
  return pages().flatMap(({ file, text }) => (isOfBrowser(text) ? [] : takenBy(file, text)));
}

function takenBy(file: string, text: string): Taken[] {
  const imports = [...text.matchAll(/^import \{([^}]*)\} from "@\/(components\/[^"]+)"/gm)];
  return imports.flatMap(([, names = "", path = ""]) => {
    const from = existsSync(`${path}.ts`) ? `${path}.ts` : `${path}.tsx`;
    return names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => /^[a-z]/.test(name) && !name.startsWith("type "))
      .map((name) => ({ file, name, from }));
  });
}

it("pages call nothing of a module that is the browser's: on the server its functions are names alone, and calling one fails the page", () => {
  const taken = takenByPages();
  expect(taken.length).toBeGreaterThan(20);
  expect(taken.filter(({ from }) => isOfBrowser(readFileSync(from, "utf8")))).toEqual([]);
});

it("pages draw no button by themselves: what answers its press is a function, which the server cannot hand to the browser", () => {
  const drawing = pages().filter(({ text }) => !isOfBrowser(text) && /<Button\b/.test(text));
  expect(drawing.map(({ file }) => file)).toEqual([]);
});
