import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isApiPath } from "@/lib/http/api-path";

const Manifest = z.object({
  staticRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
  dynamicRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
});

/** Reads which paths a build has pages and files for, and how it names them; the API's own paths are not among them. */
export async function readPageRoutes(buildFolder: string): Promise<(path: string) => string | null> {
  const text = await readFile(join(buildFolder, "routes-manifest.json"), "utf8");
  const { staticRoutes, dynamicRoutes } = Manifest.parse(JSON.parse(text));
  const patterns = [...staticRoutes, ...dynamicRoutes]
    .filter(({ page }) => !isApiPath(page) && !page.startsWith("/_"))
    .map(({ page, regex }) => ({ page, pattern: new RegExp(regex) }));
  return (path) => patterns.find(({ pattern }) => pattern.test(path))?.page ?? null;
}
