/**
 * `node scripts/bundle-settings-check.mjs`: writes the check of all settings as one file that needs no package, so that a
 * fresh clone tells what is wrong before it installs anything. Run it after any change of what a setting may be.
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleOptions } from "./load-typescript.mjs";

const source = "lib/platform/given-settings.ts";
/** Committed: there is nothing in a fresh clone that could make it. */
export const settingsCheckFile = "scripts/settings-check.generated.mjs";

/** What the file must hold, of the sources and packages that are there; the same bytes on every machine. */
export async function settingsCheckText() {
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    ...bundleOptions,
    packages: "bundle",
    minify: true,
    charset: "utf8",
    legalComments: "none",
    entryPoints: [source],
    write: false,
    metafile: true,
  });
  const licences = packagesIn(Object.keys(metafile.inputs)).map(licenceOf);
  const head = [
    `Made of ${source} by scripts/bundle-settings-check.mjs: change that and make it anew.`,
    "Code of these packages is in it, under their licences:",
    ...licences,
  ];
  return `/*\n${head.join("\n\n")}\n*/\n${outputFiles[0].text}`;
}

/** Folders of the packages that files are of. */
function packagesIn(files) {
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

function licenceOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").replaceAll("\r", "").trim()}`;
}

const own = fileURLToPath(import.meta.url);
if (process.argv[1] === own) {
  process.chdir(dirname(dirname(own)));
  await writeFile(settingsCheckFile, await settingsCheckText());
}
