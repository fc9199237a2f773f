import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const isOfBrowser = (text: string) => text.startsWith('"use client"');

type Taken = { file: string; name: string; from: string };

/** What pages and layouts take of components that is no component: lists, columns and other functions. */
function takenByPages(): Taken[] {
  const files = readdirSync("app", { recursive: true, encoding: "utf8" }).filter((file) =>
    /^(?!.*\.test\.).*\.tsx$/.test(file),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join("app", file), "utf8");
    return isOfBrowser(text) ? [] : takenBy(file, text);
  });
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
