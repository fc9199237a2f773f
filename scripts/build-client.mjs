/**
 * Builds the package @latchkey/client into dist/client, ready for `npm pack` and `npm publish`. It holds ES modules
 * without dependencies, one for the client and one for each framework, and their types written out. Usage: npm run
 * build-client
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadTypeScript } from "./load-typescript.mjs";
import { runQuietly } from "./run-quietly.mjs";

/** What the package's types are made of besides the client itself. */
const declared = [
  "error",
  "iterate",
  "options",
  "release-when-over",
  "tokens",
  "decision",
  "held-call",
  "identity",
  "verdict-cache",
  "verified-requests",
  "verifier",
  "web",
];

/** The frameworks whose requests the package verifies, `@latchkey/client/express` and so on, and the one for pages. */
const frameworks = ["express", "fastify", "hono", "next", "react"];

/** Builds the package into `folder`, which is emptied first. */
export async function buildClient(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await bundle(folder);
  await declare(folder);
  await copyFile("lib/client/package.json", join(folder, "package.json"));
  const document = await readFile("docs/client.md", "utf8");
  // Other documents are not in the package: of links to them the words stay.
  const readme = document.replaceAll(/\[([^\]]+)\]\((?!https?:|#)[^)]+\)/g, "$1");
  await writeFile(join(folder, "README.md"), readme);
  await copyFile("LICENSE", join(folder, "LICENSE"));
}

/** The endpoints go in as data: the contracts' schemas stay with the server. */
async function bundle(outdir) {
  const { build } = await import("esbuild");
  const { endpoints } = await loadTypeScript("lib/client/endpoints.ts");
  const asData = {
    name: "endpoints-as-data",
    setup(hooks) {
      hooks.onLoad({ filter: /lib[\\/]client[\\/]endpoints\.ts$/ }, () => ({
        contents: `export const endpoints = ${JSON.stringify(endpoints)};`,
        loader: "js",
      }));
    },
  };
  await build({
    entryPoints: {
      index: "lib/client/package-entry.ts",
      ...Object.fromEntries(frameworks.map((name) => [name, `lib/client/${name}.ts`])),
    },
    outdir,
    bundle: true,
    // What they share is one module: a request that one of them verified is known to all.
    splitting: true,
    chunkNames: "[name]-[hash]",
    format: "esm",
    platform: "neutral",
    // The page's own.
    external: ["react"],
    target: "es2022",
    tsconfig: "tsconfig.json",
    plugins: [asData],
    logLevel: "warning",
  });
}

async function declare(folder) {
  const { clientDeclaration, verdictDeclaration } = await loadTypeScript("lib/client/declarations.ts");
  const room = join(folder, "declared");
  await runQuietly(process.execPath, [
    "node_modules/typescript/bin/tsc",
    "--project",
    "lib/client/tsconfig.json",
    "--outDir",
    room,
  ]);
  for (const name of [...declared, ...frameworks]) {
    const source = (await readdir(room, { recursive: true })).find((file) =>
      file.endsWith(join("client", `${name}.d.ts`)),
    );
    const text = await readFile(join(room, source ?? `${name}.d.ts`), "utf8");
    // Outside a bundler an import names the file.
    await writeFile(join(folder, `${name}.d.ts`), text.replaceAll(/(from "\.\/[\w-]+)"/g, '$1.js"'));
  }
  await rm(room, { recursive: true });
  await writeFile(join(folder, "verdict.d.ts"), verdictDeclaration());
  await writeFile(
    join(folder, "index.d.ts"),
    [
      'import type { CallOptions, ClientOptions } from "./options.js";',
      'export { LatchkeyError, type ClientProblem } from "./error.js";',
      'export { iterate } from "./iterate.js";',
      'export { oauthTokens, type OAuthOptions, type OAuthTokens, type TokenSource } from "./tokens.js";',
      "export type { CallOptions, ClientOptions };",
      'export { createIdentityVerifier, type Identity, type IdentityOptions, type IdentityVerifier } from "./identity.js";',
      'export { createVerifier, type Seen, type Verifier, type VerifierOptions } from "./verifier.js";',
      'export type { CacheOptions } from "./verdict-cache.js";',
      'export type { HeldCall } from "./held-call.js";',
      'export type { Decision, Passed, Refused, Requirements } from "./decision.js";',
      'export type { Verdict } from "./verdict.js";',
      'export { verdictOf } from "./verified-requests.js";',
      'type Frame = { success: true; metadata: { request_id: string; timestamp: string; version: "v1" } };',
      clientDeclaration(),
      "/** A typed client of every public endpoint; its methods throw `LatchkeyError`. */",
      "export declare function createClient(options: ClientOptions): Client;",
      "",
    ].join("\n"),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildClient("dist/client");
  console.log("Built dist/client: `npm pack ./dist/client` makes the package.");
}
