/**
 * `npm run release -- 1.2.3`: makes the present state a release. It moves what CHANGELOG.md calls unreleased under the
 * version, sets the version, writes the data by which later versions try their upgrade, commits, and tags the commit.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { buildIfStale } from "./build.mjs";
import { releaseChanges } from "./changelog.mjs";
import { dropSettings } from "./drop-settings.mjs";
import { loadTypeScript } from "./load-typescript.mjs";
import { writeReleaseData } from "./release-data.mjs";
import { runQuietly } from "./run-quietly.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
dropSettings(process.env);
const [version = "", ...others] = process.argv.slice(2);
const progress = (line) => console.error(line);

try {
  const { isVersion } = await loadTypeScript("lib/platform/versions.ts");
  if (!isVersion(version) || others.length > 0)
    throw new Error("name the version: npm run release -- 1.2.3, or 1.2.3-rc.1");
  await runQuietly("git", ["diff", "--quiet", "HEAD"]).catch(() => {
    throw new Error("there are changes that are not committed");
  });
  await makeRelease();
  console.log(`${version} is committed, and tagged v${version}. Push both: git push --follow-tags`);
} catch (error) {
  console.error(`No release was made: ${error.message}`);
  process.exit(1);
}

/** Leaves either a tagged commit or the clone as it was. */
async function makeRelease() {
  const data = `prisma/releases/${version}`;
  const changed = ["CHANGELOG.md", "package.json", "package-lock.json"];
  const added = [`${data}.zip`, `${data}.json`];
  try {
    await writeRelease(data);
    await runQuietly("git", ["add", ...changed, ...added]);
    await runQuietly("git", ["commit", "--message", `Release ${version}`]);
  } catch (error) {
    await runQuietly("git", ["reset", "--quiet"]);
    await runQuietly("git", ["checkout", "--", ...changed]);
    for (const file of added) await rm(file, { force: true });
    throw error;
  }
  await runQuietly("git", ["tag", "--annotate", `v${version}`, "--message", `Latchkey ${version}`]);
}

async function writeRelease(data) {
  const changelog = await readFile("CHANGELOG.md", "utf8");
  await writeFile("CHANGELOG.md", releaseChanges(changelog, version, new Date().toISOString().slice(0, 10)));
  for (const file of ["package.json", "package-lock.json"]) await setVersion(file);
  await setUp(progress);
  await buildIfStale(progress);
  progress("Using the product, and saving what it stored …");
  await mkdir("prisma/releases", { recursive: true });
  await writeReleaseData(data);
}

/** A lockfile says it twice, for itself and for the package at its root. */
async function setVersion(file) {
  const manifest = JSON.parse(await readFile(file, "utf8"));
  manifest.version = version;
  if (manifest.packages) manifest.packages[""].version = version;
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
