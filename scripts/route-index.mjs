/**
 * Writes lib/generated/route-files.ts: every route file of the app by its place, so that our server can call what Next
 * would. It is not typed by hand: `setUp` and the build make it anew, and a stale one is a breach of the import rules.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export const routeIndexFile = join("lib", "generated", "route-files.ts");

/** Writes the index, unless it is already as the files below `root` want it. */
export async function writeRouteIndex(root = ".") {
  if (isRouteIndexFresh(root)) return;
  const file = join(root, routeIndexFile);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, routeIndexOf(routePlaces(root)));
}

/** Whether the index names exactly the route files that there are below `root`. */
export function isRouteIndexFresh(root = ".") {
  const file = join(root, routeIndexFile);
  return existsSync(file) && readFileSync(file, "utf8") === routeIndexOf(routePlaces(root));
}

/** The folders below `app` with a route file, but for the catch-all ones, which bind no contract. */
function routePlaces(root) {
  const under = (place) =>
    readdirSync(join(root, "app", place), { withFileTypes: true }).flatMap((entry) => {
      if (entry.isDirectory()) return entry.name.startsWith("[[...") ? [] : under(join(place, entry.name));
      return entry.name === "route.ts" ? [place.replaceAll("\\", "/")] : [];
    });
  return under("").sort();
}

function routeIndexOf(places) {
  const imports = places.map((place, index) => `import * as file${index} from "@/app/${place}/route";`);
  const entries = places.map((place, index) => `  "${place}": file${index},`);
  return `${imports.join("\n")}\n\nexport const routeFiles = {\n${entries.join("\n")}\n};\n`;
}
