import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundle } from "@/scripts/load-typescript.mjs";

/** The operator's tool as a build leaves it, in a folder of its own: tests need no build of the pages. */
export type BuiltTool = {
  folder: string;
  /** Runs it as an operator would, in a process of its own and a folder. */
  run(
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    cwd?: string,
  ): Promise<{ code: number; stdout: string; stderr: string }>;
  remove(): Promise<void>;
};

/** Builds it. */
export async function buildTool(): Promise<BuiltTool> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-tool-"));
  const script = join(folder, "scripts", "latchkey.mjs");
  await mkdir(join(folder, "scripts"));
  for (const name of [
    "latchkey.mjs",
    "node-version.mjs",
    "check-settings.mjs",
    "settings-check.generated.mjs",
    "mounted-secrets.mjs",
    "secrets.mjs",
  ])
    await copyFile(join("scripts", name), join(folder, "scripts", name));
  for (const name of ["node_modules", "lib", "prisma", "package.json"])
    await symlink(join(process.cwd(), name), join(folder, name));
  const outfile = join(folder, "dist", "run-command.mjs");
  await bundle({ entryPoints: ["scripts/commands/run-command.ts"], outfile });
  return {
    folder,
    async run(args, env, cwd = folder) {
      try {
        const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, ...args], { env, cwd });
        return { code: 0, stdout, stderr };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, stdout, stderr };
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
