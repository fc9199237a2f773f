/**
 * Reads every endpoint out of an API document's text. `node scripts/document-endpoints.mjs FOLDER` writes
 * lib/documents/endpoints.json from the documents `000_….txt` to `004_….txt` there, each with the hash of the text it
 * came from.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const methods = "GET|POST|PUT|PATCH|DELETE|HEAD";
/** Where a document writes paths from a base on, such as `GET /memories` in a table. */
const basePaths = { "002": "/api/v1" };
const absolute = /^\/(api|v1|oauth|auth|\.well-known)(\/|$)/;

/** The endpoints that a text names, as `METHOD /path`, each once and in order. `base` goes before paths that start below it. */
export function endpointsIn(text, base = "") {
  const found = [...written(text), ...curls(text), ...fetches(text), ...callbacks(text), ...keySets(text)].map(
    ([method, target]) => {
      const path = target
        .replace(/^https?:\/\/[^/\s]+/, "")
        .replace(/[?#].*$/, "")
        .replace(/[).,;]+$/, "")
        // A copied page runs the next block on.
        .replace(/\.json[a-z]+$/, ".json");
      return `${method} ${absolute.test(path) ? path : base + path}`;
    },
  );
  return [...new Set(found)].sort();
}

/** `POST /v1/prompts`, with or without a host, on a line or in a table, whose cells a copied page runs together. */
function written(text) {
  const lines = text.matchAll(new RegExp(`(?<![A-Z])(${methods}) ((?:https?://[^/\\s]+)?/[^\\s"'\`|,<]+)`, "g"));
  return [...lines].map(([, method, target]) => [method, target]);
}

/**
 * A command goes on over lines that end in a backslash. curl posts what it is given data for, and asks HEAD with -I.
 */
function curls(text) {
  const commands = text.matchAll(/curl ((?:[^\n]*\\\n)*[^\n]*)/g);
  return [...commands].flatMap(([, command]) => {
    const target = /https?:\/\/[^\s"'\\]+/.exec(command)?.[0];
    const named = new RegExp(`-X (${methods})`).exec(command)?.[1];
    const implied = /(^|\s)-I\b/.test(command) ? "HEAD" : hasData(command, text) ? "POST" : "GET";
    return target ? [[named ?? implied, target]] : [];
  });
}

function hasData(command, text) {
  const at = text.indexOf(command);
  return /(^|\s)-d\b/.test(command) || /^\s*-d\b/.test(text.slice(at + command.length + 1));
}

/** Calls of hosts that the document names; what a page calls on its own host is not the API's. */
function fetches(text) {
  const calls = text.matchAll(/fetch\(\s*['"`](https?:\/\/[^'"`$]+)['"`](?:,\s*\{((?:(?!fetch\()[\s\S]){0,300}))?/g);
  return [...calls].map(([, target, options = ""]) => {
    const method = /^\s*method:\s*['"](\w+)['"]/m.exec(options)?.[1];
    // A sample that sends a body without naming a method would not run in a browser. It means the method with a body.
    return [method ?? (/^\s*body:/m.test(options) ? "POST" : "GET"), target];
  });
}

function callbacks(text) {
  return [...text.matchAll(/redirects to (\/\S+)/g)].map(([, path]) => ["GET", path]);
}

function keySets(text) {
  return [...text.matchAll(/jwksUri: ['"]([^'"]+)['"]/g)].map(([, target]) => ["GET", target]);
}

async function extract(folder) {
  const files = (await readdir(folder)).filter((file) => /^\d{3}_.*\.txt$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), "utf8");
      const document = file.slice(0, 3);
      const sha256 = createHash("sha256").update(text).digest("hex");
      return { document, sha256, endpoints: endpointsIn(text, basePaths[document]) };
    }),
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2];
  if (!folder) throw new Error("name the folder of the documents");
  const file = fileURLToPath(new URL("../lib/documents/endpoints.json", import.meta.url));
  await writeFile(file, `${JSON.stringify(await extract(folder), null, 2)}\n`);
}
