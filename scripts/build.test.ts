import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let clone: string;

/** A clone in small: sources, and in the place of Next a script that notes each run and fails or dies when told to. */
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), "build-"));
  await mkdir(join(clone, "node_modules", "next", "dist", "bin"), { recursive: true });
  await mkdir(join(clone, "lib", "testing"), { recursive: true });
  await symlink(resolve("node_modules/esbuild"), join(clone, "node_modules", "esbuild"));
  await write("lib/testing/empty-module.ts", "export {};");
  await write("package.json", '{ "dependencies": {}, "devDependencies": {}, "optionalDependencies": {} }');
  await write("tsconfig.json", '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }');
  await write("lib/answer.ts", 'import "server-only";\nexport const answer: number = 42;');
  await mkdir(join(clone, "app", "v1"), { recursive: true });
  await write("app/v1/route.ts", "export const GET = 41;");
  await write(
    "server.ts",
    `import { answer } from "@/lib/answer";
    import { routeFiles } from "@/lib/generated/route-files";
    console.log(answer, routeFiles.v1.GET);`,
  );
  await write("runs", "");
  await write("node_modules/next/package.json", "{}");
  await write(
    "node_modules/next/dist/bin/next",
    `const fs = require("node:fs");
    fs.mkdirSync(".next", { recursive: true });
    fs.appendFileSync("runs", process.argv.slice(2).join(" ") + " " + process.env.NODE_ENV + "\\n");
    if (fs.existsSync("die")) process.kill(process.ppid, "SIGKILL");
    if (fs.existsSync("fail")) { console.error("a type is wrong"); process.exit(1); }`,
  );
});

afterEach(() => rm(clone, { recursive: true, force: true }));

const write = (path: string, text: string) => writeFile(join(clone, path), text);

async function build(): Promise<void> {
  const script = `(await import(process.argv[1])).buildIfStale(() => undefined)`;
  const args = ["--input-type=module", "-e", `await ${script}`, resolve("scripts/build.mjs")];
  await promisify(execFile)(process.execPath, args, { cwd: clone });
}

/** Notes of every Node process that begins which program it runs, and which variables it sees. */
const noting = `const { appendFileSync } = require("node:fs");
appendFileSync("seen", JSON.stringify([process.argv[1] ?? "", ...Object.keys(process.env)]) + "\\n");`;

async function runs(): Promise<number> {
  return (await readFile(join(clone, "runs"), "utf8")).split("\n").length - 1;
}

describe("buildIfStale", () => {
  test("builds once for the same sources, into a server that runs", async () => {
    await build();
    await build();
    expect(await readFile(join(clone, "runs"), "utf8")).toBe("build production\n");
    const { stdout } = await promisify(execFile)(process.execPath, ["dist/server.mjs"], { cwd: clone });
    expect(stdout).toBe("42 41\n");
  });

  test("builds again when a source changed or appeared, not when a test did", async () => {
    await build();
    await write("lib/answer.test.ts", "");
    await build();
    expect(await runs()).toBe(1);
    await write("lib/answer.ts", "export const answer = 43;");
    await build();
    expect(await runs()).toBe(2);
    await write("lib/another.ts", "export {};");
    await build();
    expect(await runs()).toBe(3);
  });

  test("tells why a build failed, and takes neither it nor the build before it for fresh", async () => {
    await build();
    await write("lib/answer.ts", "export const answer = 43;");
    await write("fail", "");
    await expect(build()).rejects.toThrow("a type is wrong");
    // Back to the sources of the first build, whose output the failed one has overwritten in part.
    await write("lib/answer.ts", 'import "server-only";\nexport const answer: number = 42;');
    await rm(join(clone, "fail"));
    await build();
    expect(await runs()).toBe(3);
  });

  test("shows its tools no setting of the deployment, and leaves none of them running", async () => {
    await write("noting.cjs", noting);
    const script = `const { readFileSync } = await import("node:fs");
      await (await import(process.argv[1])).buildIfStale(() => undefined);
      console.log(readFileSync("/proc/self/task/" + process.pid + "/children", "utf8").trim() || "alone");`;
    const args = ["--input-type=module", "-e", script, resolve("scripts/build.mjs")];
    const names = [
      "JWT_SECRET",
      "NEXTAUTH_SECRET_FILE",
      "KEY_PEPPER",
      "ENCRYPTION_KEY",
      "DATABASE_URL",
      "DATABASE_URL_FILE",
      "REDIS_URL",
      "SMTP_URL",
      "METRICS_TOKEN",
    ];
    const env = {
      ...process.env,
      ...Object.fromEntries(names.map((name) => [name, "a value"])),
      NODE_OPTIONS: `--require ${join(clone, "noting.cjs")}`,
    };
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: clone, env });
    expect(stdout).toBe("alone\n");
    const seen = (await readFile(join(clone, "seen"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as string[]);
    const tools = seen.filter(([program = ""]) => /next$|bundle\.mjs$/.test(program));
    expect(tools).toHaveLength(2);
    expect(tools.flatMap(([, ...variables]) => variables.filter((name) => names.includes(name)))).toEqual([]);
  });

  test("takes a build that was killed half-way for none", async () => {
    await write("die", "");
    await expect(build()).rejects.toMatchObject({ signal: "SIGKILL" });
    await rm(join(clone, "die"));
    await build();
    expect(await runs()).toBe(2);
  });
});
