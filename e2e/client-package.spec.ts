import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { buildClient } from "@/scripts/build-client.mjs";
import { expect, test } from "./fixtures";

const run = promisify(execFile);

/** What somebody writes who has installed the package and nothing else. */
const program = `
import { createClient, createVerifier, iterate, LatchkeyError } from "@latchkey/client";
import { withKey } from "@latchkey/client/next";

const [baseUrl = "", token = ""] = process.argv.slice(2);
const owner = createClient({ baseUrl, apiKey: token });
const { data: key } = await owner.apiKeys.create({
  name: "Installed",
  environment: "development",
  scopes: ["read:memories", "write:memories"],
});
const client = createClient({ baseUrl, auth: async () => key.plainKey });
for (const content of ["one", "two", "three"]) await client.memories.create({ content, type: "semantic" });
const contents: string[] = [];
for await (const memory of iterate(client.memories.list, { limit: 2 })) contents.push(memory.content);
let refusal: LatchkeyError | null = null;
try {
  await client.memories.create({ content: "", type: "semantic" });
} catch (error) {
  if (!(error instanceof LatchkeyError)) throw error;
  refusal = error;
}
const verifier = createVerifier({ baseUrl, apiKey: token, cache: { seconds: 5 } });
const GET = withKey(verifier, { scopes: ["read:memories"] }, (_request, verdict) => Response.json(verdict?.keyId));
const headers = { authorization: \`Bearer \${key.plainKey}\` };
const own = async () => (await GET(new Request("http://service.test/", { headers }))).json();
const passed = (await own()) === key.keyId;
await owner.apiKeys.delete({ id: key.keyId });
const refusedAfter = (await own()).error.code;
const ended = await client.memories.list().catch((error: unknown) => error instanceof LatchkeyError && error.status);
console.log(JSON.stringify({
  contents: contents.sort(),
  refusal: refusal && { status: refusal.status, fields: refusal.problems.map(({ field }) => field) },
  ended,
  verified: [passed, refusedAfter],
}));
`;

/** Services of each other framework, and a page, by the package's modules; the types of these are read by the compiler as well. */
const modules = ["express", "fastify", "hono", "react"];
const services = `
import { createClient, createVerifier, verdictOf } from "@latchkey/client";
import { requireKey as expressKey } from "@latchkey/client/express";
import { requireKey as fastifyKey } from "@latchkey/client/fastify";
import { requireKey as honoKey } from "@latchkey/client/hono";
import { LatchkeyKeys } from "@latchkey/client/react";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

const [baseUrl, token] = process.argv.slice(2);
const { data: key } = await createClient({ baseUrl, apiKey: token }).apiKeys.create({
  name: "Caller",
  environment: "development",
  scopes: ["read:memories"],
});
const verifier = createVerifier({ baseUrl, apiKey: token });
const needed = { scopes: ["read:memories"] };

const onExpress = express();
onExpress.get("/own", expressKey(verifier, needed), (request, response) => response.send(verdictOf(request).keyId));
const listening = await new Promise((resolve) => {
  const server = onExpress.listen(0, "127.0.0.1", () => resolve(server));
});
const onFastify = fastify();
onFastify.get("/own", { onRequest: fastifyKey(verifier, needed) }, async (request) => verdictOf(request).keyId);
const onHono = new Hono();
onHono.get("/own", honoKey(verifier, needed), (context) => context.text(verdictOf(context.req.raw).keyId));

const services = {
  express: (headers) => fetch(\`http://127.0.0.1:\${listening.address().port}/own\`, { headers }),
  fastify: async (headers) => {
    const { statusCode, body } = await onFastify.inject({ url: "/own", headers });
    return new Response(body, { status: statusCode });
  },
  hono: (headers) => onHono.request("/own", { headers }),
};
const told = {};
for (const [name, call] of Object.entries(services)) {
  const refused = await call({});
  const passed = await call({ authorization: \`Bearer \${key.plainKey}\` });
  told[name] = [refused.status, (await refused.json()).error.code, passed.status, (await passed.text()) === key.keyId];
}
const getToken = async () => "token";
told.react = renderToStaticMarkup(createElement(LatchkeyKeys, { deployment: baseUrl, getToken }));
console.log(JSON.stringify(told));
listening.close();
listening.closeAllConnections();
`;

/** What the compiler has to refuse: an environment and an answer's field that do not exist. Scopes may be the operator's own. */
const wrong = `
import { createClient } from "@latchkey/client";
const client = createClient({ baseUrl: "http://localhost" });
void client.apiKeys.create({ name: "x", scopes: ["images:read"], environment: "staging" });
void client.apiKeys.list().then(({ data }) => data.map(({ secret }) => secret));
`;

let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-client-"));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

test("the packed client, installed in an empty folder, compiles strictly and works against a deployment", async ({
  account,
  baseURL,
}) => {
  const built = join(folder, "built");
  await buildClient(built);
  await npm(folder, "pack", built);
  const [tarball] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  const app = join(folder, "app");
  await mkdir(app);
  await writeFile(join(app, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await npm(app, "install", "--offline", "--no-audit", "--no-fund", join(folder, `${tarball}`));
  const installed = join(app, "node_modules");
  expect(await readdir(installed)).toEqual([".package-lock.json", "@latchkey"]);
  const readme = await readFile(join(installed, "@latchkey", "client", "README.md"), "utf8");
  expect([...readme.matchAll(/\]\((?!https?:|#)[^)]*\)/g)].flat()).toEqual([]);

  await writeFile(join(app, "program.ts"), program);
  await writeFile(join(app, "wrong.ts"), wrong);
  await writeFile(join(app, "node.d.ts"), "declare const process: { argv: string[] };");
  const compile = (file: string, ...more: string[]) =>
    run(
      process.execPath,
      [
        resolve("node_modules/typescript/bin/tsc"),
        ...["--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--target", "es2022"],
        ...["--lib", "es2023,dom", "--types", "", "--pretty", "false", ...more, file, "node.d.ts"],
      ],
      { cwd: app },
    );
  await compile("program.ts");
  const refused = await compile("wrong.ts", "--noEmit").catch((error: { stdout: string }) => error.stdout);
  expect(refused).toContain("staging");
  expect(refused).not.toContain("images:read");
  expect(refused).toContain("'secret'");

  const { stdout } = await run(process.execPath, ["program.js", baseURL ?? "", account.token], { cwd: app });
  expect(JSON.parse(stdout)).toEqual({
    contents: ["one", "three", "two"],
    refusal: { status: 400, fields: ["content"] },
    ended: 401,
    verified: [true, "REVOKED"],
  });

  // What such services and pages have themselves.
  await mkdir(join(installed, "@types"));
  for (const name of [...modules, "react-dom", "@types/react"]) {
    await symlink(resolve("node_modules", name), join(installed, name));
  }
  const types = modules.map((name) => `export * as ${name} from "@latchkey/client/${name}";\n`);
  await writeFile(join(app, "modules.ts"), types.join(""));
  await compile("modules.ts", "--noEmit");
  await writeFile(join(app, "services.js"), services);
  const told = await run(process.execPath, ["services.js", baseURL ?? "", account.token], { cwd: app });
  const guarded = [401, "UNAUTHENTICATED", 200, true];
  expect(JSON.parse(told.stdout)).toEqual({
    express: guarded,
    fastify: guarded,
    hono: guarded,
    react: `<latchkey-keys base="${baseURL}"></latchkey-keys>`,
  });
});

/** Under npm its own path is known; a plain `npm` is not on every PATH. */
async function npm(cwd: string, ...args: string[]): Promise<void> {
  const [file = "npm", ...first] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : [];
  await run(file, [...first, ...args], { cwd });
}
