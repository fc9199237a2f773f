import "server-only";
import { spawn } from "node:child_process";
import { chmod, cp, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { diskWords } from "./disk-words.mjs";
import { embeddedPackage } from "./embedded-package.mjs";

/** How to run one program of the installed PostgreSQL as the user it accepts. */
export type PostgresCommand = {
  file: string;
  args: string[];
  uid?: number;
  gid?: number;
};

export type PostgresBinaries = {
  /** The command line for `initdb` or `postgres`; never runs it as root, which both refuse. */
  command(program: "initdb" | "postgres", args: string[]): PostgresCommand;
  /** The user that must own the data, where that is another than ours. */
  owner: { uid: number; gid: number } | undefined;
};

/** The id that "nobody" has on every Linux distribution. */
const nobody = 65534;
const asOrdinaryUser = ["--user", `--map-user=${nobody}`, `--map-group=${nobody}`, "--"];

/** All that PostgreSQL sees of our environment: our secrets are none of its business. */
export const postgresEnvironment: NodeJS.ProcessEnv = {
  NODE_ENV: process.env.NODE_ENV,
  PATH: process.env.PATH,
  LC_ALL: "C",
};

/** Runs a program to its end and returns what it printed; rejects with that output when it fails. */
export async function runProgram(command: PostgresCommand, input = ""): Promise<string> {
  const child = spawn(command.file, command.args, {
    cwd: "/",
    uid: command.uid,
    gid: command.gid,
    stdio: ["pipe", "pipe", "pipe"],
    env: postgresEnvironment,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.on("error", () => undefined); // the program's exit code tells more than the broken pipe
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`${basename(command.file)} failed: ${tellingLines(output).join(" ")}`);
  return output;
}

/** The line by which the system said why: of a full disk much else follows, down to a PANIC. Without one, the last lines. */
function tellingLines(output: string): string[] {
  const lines = output.trim().split("\n");
  const why = lines.find((line) => diskWords(new Error(line)) !== null);
  return why === undefined ? lines.slice(-5) : [why.trim()];
}

/**
 * Finds the binaries of the npm package for this platform and how to run them here. `asRoot` overrides what to do
 * when we are root: a user namespace, or "nobody" with its own copy of the binaries where namespaces are not allowed.
 */
export async function findPostgresBinaries(
  dataDir: string,
  asRoot?: "namespace" | "nobody",
): Promise<PostgresBinaries> {
  const { name, folder, isThere } = embeddedPackage();
  if (!isThere) throw new Error(`no embedded PostgreSQL here (${name} is not installed); set DATABASE_URL`);
  await restoreLibraryLinks(folder);
  const native = join(folder, "native");

  if (process.getuid?.() !== 0) {
    return {
      owner: undefined,
      command: (program, args) => ({
        file: join(native, "bin", program),
        args,
      }),
    };
  }
  if ((asRoot ?? ((await mayUnshare()) ? "namespace" : "nobody")) === "namespace") {
    return {
      owner: undefined,
      command: (program, args) => ({
        file: "unshare",
        args: [...asOrdinaryUser, join(native, "bin", program), ...args],
      }),
    };
  }
  const copy = await copyForNobody(native, dataDir);
  return {
    owner: { uid: nobody, gid: nobody },
    command: (program, args) => ({
      file: join(copy, "bin", program),
      args,
      uid: nobody,
      gid: nobody,
    }),
  };
}

/**
 * Makes the links between PostgreSQL's libraries that are missing: npm packages hold none, and the step of the package that
 * makes them is not run. A release has them already, because its folder is read-only.
 */
export async function restoreLibraryLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: { source: string; target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    if (await exists(join(folder, target))) continue;
    await symlink(basename(source), join(folder, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error; // another process was faster
    });
  }
}

async function mayUnshare(): Promise<boolean> {
  return runProgram({
    file: "unshare",
    args: [...asOrdinaryUser, "true"],
  }).then(
    () => true,
    () => false,
  );
}

/** A copy of the binaries that "nobody" may read: the installed ones may lie in root's unreadable home. */
async function copyForNobody(native: string, dataDir: string): Promise<string> {
  const version: string = JSON.parse(await readFile(join(dirname(native), "package.json"), "utf8")).version;
  const copy = join(dataDir, `postgres-${version}`);
  await chmod(dataDir, 0o711); // enter, not list
  if (!(await exists(copy))) {
    const aside = `${copy}.${process.pid}`;
    await cp(native, aside, { recursive: true, verbatimSymlinks: true });
    await rename(aside, copy).catch(() => rm(aside, { recursive: true, force: true })); // another process was faster
  }
  await runProgram({
    file: join(copy, "bin", "postgres"),
    args: ["--version"],
    uid: nobody,
    gid: nobody,
  }).catch(() => {
    throw new Error(
      `PostgreSQL does not run as root, and no other user may enter ${dataDir}; start as an ordinary user, or set LATCHKEY_DATA_DIR or DATABASE_URL`,
    );
  });
  return copy;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
