#!/usr/bin/env node
/**
 * `npm run latchkey -- <command>`, `npx latchkey <command>`: the operator's commands, in a table of their own
 * (scripts/commands). Unlike `npm start` it installs, builds and makes nothing: no packages under a running server, no
 * secrets, no database. It is of the build that the server runs.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nodeProblem } from "./node-version.mjs";

const product = fileURLToPath(new URL("..", import.meta.url));
// npm changes to the product's folder before we do, and says where it was called.
const isInProduct = process.cwd() === resolve(product);
const folder = (isInProduct && process.env.INIT_CWD) || process.cwd();
process.chdir(product);

const { runCommand } = await load();
const isTerminal = process.stdin.isTTY && process.stderr.isTTY;
const { code, stdout, stderr } = await runCommand(process.argv.slice(2), process.env, {
  folder,
  progress: (line) => process.stderr.write(`${line}\n`),
  ask: isTerminal ? ask : undefined,
});
// A reader such as head may have had enough.
process.stdout.on("error", () => undefined);
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;

async function load() {
  const problem = nodeProblem();
  if (problem) endWithout(problem);
  const built = join("dist", "run-command.mjs");
  if (!existsSync(built)) endWithout("there is no build here; npm run build makes one", await wrongSettings());
  return import(pathToFileURL(built).href).catch((error) => endWithout(error.message));
}

/** What is wrong with the settings, or odd about them, needs no build: it is told before one is made for nothing. */
async function wrongSettings() {
  const { checkValues } = await import("./check-settings.mjs");
  const { problems, warnings } = checkValues(process.env);
  const lineOf = (word) => (note) => `${word} ${note.name} ${note.message}`;
  return [...problems.map(lineOf("WRONG ")), ...warnings.map(lineOf("ODD   "))];
}

function endWithout(message, notes = []) {
  if (process.argv.includes("--json")) {
    const error = [message, ...notes].join("\n");
    console.log(JSON.stringify({ command: null, outcome: "unavailable", data: null, error }));
  } else console.error([...notes, `Nothing was changed: ${message}`].join("\n"));
  process.exit(3);
}

async function ask(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
