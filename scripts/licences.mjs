/** The licences of what a release holds: packages that lie in it, and those whose code is part of its bundles and pages. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isShipped } from "./release-files.mjs";

/** A package's folder, also one below another's. */
const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
/** Where Next keeps copies of packages that it was built with. */
const copiedByNext = /^node_modules\/next\/dist\/compiled\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** One text with the name, version and licence of each package, in its own words where it brings them. */
export async function licencesOf(files, postgres) {
  const taken = [packageFolder, copiedByNext].flatMap((kind) => files.flatMap((file) => kind.exec(file)?.[0] ?? []));
  const folders = new Set([...(await productionPackages()), ...taken, ...(postgres ? [postgres] : [])]);
  const texts = await Promise.all([...folders].sort().map(licenceOf));
  const notice = postgres ? [await readFile(join("scripts", "postgres-notice.txt"), "utf8")] : [];
  const all = [...texts.filter((text) => text !== null), ...notice];
  return `Latchkey holds the packages below, which keep their own licences.\n\n${all.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** Folders of the packages that the product is made of, as the lockfile names them. */
async function productionPackages() {
  const { packages } = JSON.parse(await readFile("package-lock.json", "utf8"));
  return Object.entries(packages)
    .filter(([folder, { dev, optional }]) => folder !== "" && !dev && (!optional || existsSync(folder)))
    .map(([folder]) => folder)
    .filter((folder) => isShipped(`${folder}/`));
}

/** Null for a folder that says nothing of a licence: a part of the package that it lies in. */
async function licenceOf(folder) {
  const manifest = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
  const { name = folder, version = "", license } = JSON.parse(manifest);
  const names = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const own = await Promise.all(names.sort().map((file) => readFile(join(folder, file), "utf8")));
  if (license === undefined && own.length === 0) return null;
  const title = `${name} ${version}`.trim();
  return [`${title}: ${typeof license === "string" ? license : "see below"}`, ...own].join("\n\n");
}
