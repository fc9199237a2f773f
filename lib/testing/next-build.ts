import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const route = (page: string) => ({ page, regex: `^${page === "/" ? "/" : page}(?:/)?$` });

const staticRoutes = [
  "/",
  "/docs",
  "/pricing",
  "/status",
  "/sign-in",
  "/register",
  "/openapi.json",
  "/dashboard",
  "/v1/prompts",
].map(route);
const dynamicRoutes = [
  { page: "/docs/[product]", regex: "^/docs/([^/]+?)(?:/)?$" },
  { page: "/markdown/[[...path]]", regex: "^/markdown(?:/(.+?))?(?:/)?$" },
  { page: "/docs/[product]/[endpoint]", regex: "^/docs/([^/]+?)/([^/]+?)(?:/)?$" },
];

/** Writes what is read of a build of Next: its routes, a file for everybody, and one for nobody. */
export async function writeNextBuild(folder: string): Promise<void> {
  await mkdir(join(folder, "static/chunks"), { recursive: true });
  await writeFile(join(folder, "routes-manifest.json"), JSON.stringify({ staticRoutes, dynamicRoutes }));
  await writeFile(join(folder, "static/chunks/a.js"), "run()");
  await writeFile(join(folder, "secret.json"), "{}");
}
