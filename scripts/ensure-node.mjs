import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runStep } from "./run-step.mjs";

/** The Node versions that the release is tested on, beside the one that runs the tests: one of each supported line. */
export const testedNodes = ["20.20.2", "22.23.3", "24.21.0"];

const packageName = `node${process.platform === "darwin" && process.arch === "arm64" ? "-bin" : ""}-${process.platform}-${process.arch}`;
const folderOf = (version) => join("node_modules", ".cache", "latchkey", `node-${version}`);

/** Where the binary of a tested version is, from the clone's folder; it is the running one where that is the version. */
export function nodeBinary(version) {
  if (process.version === `v${version}`) return process.execPath;
  return join(folderOf(version), "node_modules", packageName, "bin", "node");
}

/** Fetches the binaries of the tested versions that are missing, as the packages that npm's `node` is made of. */
export async function ensureNodes(progress) {
  for (const version of testedNodes) {
    if (existsSync(nodeBinary(version))) continue;
    progress(`Fetching Node ${version} …`);
    await mkdir(folderOf(version), { recursive: true });
    const [file, ...npm] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
    const quiet = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await runStep(file, [...npm, "install", "--prefix", folderOf(version), ...quiet, `${packageName}@${version}`]);
  }
}
