/**
 * Run after `npm install <package>`: writes into package-lock.json the optional packages of other platforms that npm
 * could not ask for. With them `npm ci` accepts the lockfile everywhere. Removes download addresses, which each
 * installation chooses for itself.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const systems = new Set([
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
]);
const processors = new Set([
  "arm",
  "arm64",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
]);
const libraries = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" };

/** Adds what is missing to a parsed lockfile, in place; returns the names of the packages added. */
export function completeLockfile(lockfile) {
  const { packages } = lockfile;
  const added = [];
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const found = resolve(packages, path, name);
      if (found && (found.version === version || !isExact(version))) continue;
      if (!isExact(version)) throw new Error(`${name}@${version} of ${path} is missing, and its version is not known`);
      const place = found ? `${path}/node_modules/${name}` : `node_modules/${name}`;
      packages[place] = { version, ...platformOf(name), ...(dev ? { dev } : {}), optional: true };
      added.push(`${name}@${version}`);
    }
  }
  for (const entry of Object.values(packages)) if (!entry.link) delete entry.resolved;
  lockfile.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en")));
  return added;
}

/** The package that `name` means to the one at `path`: the nearest on the way up. */
function resolve(packages, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const found = packages[folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`];
    if (found || folder === "") return found;
  }
}

function isExact(version) {
  return /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
}

/** Such packages are named after what they are for: @next/swc-linux-x64-musl. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const of = (known) => words.filter((word) => known.has(word));
  const [os, cpu] = [of(systems), of(processors)];
  const libc = words.flatMap((word) => libraries[word] ?? []);
  // Without either npm would install it everywhere.
  if (cpu.length === 0) throw new Error(`the platform of ${name} cannot be told from its name`);
  return { cpu, ...(os.includes("linux") && libc.length > 0 ? { libc } : {}), ...(os.length > 0 ? { os } : {}) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL("../package-lock.json", import.meta.url);
  const lockfile = JSON.parse(readFileSync(file, "utf8"));
  const added = completeLockfile(lockfile);
  writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
  console.log(added.length === 0 ? "The lockfile is complete." : `Added ${added.join(", ")}`);
}
