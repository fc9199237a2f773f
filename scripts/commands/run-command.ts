import { parseArgs } from "node:util";
import { ApiError } from "@/lib/http/api-error";
import { type Command, CommandError, type CommandResult, exitCodes } from "./command";
import { commands } from "./command-table";

/** What a run of the tool prints, and its exit code. */
export type CommandOutcome = { code: number; stdout: string; stderr: string };

const prefix = "npm run latchkey --";

/** Runs the command that the arguments name. Never rejects: what went wrong is told in one line, or as JSON. */
export async function runCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandOutcome> {
  // Known before anything else can fail, so that a program reads JSON in any case.
  const isJson = args.includes("--json");
  try {
    const { words, isHelp } = read(args);
    if (isHelp || words.length === 0) {
      const text = help(words);
      return isHelp
        ? { code: exitCodes.done, stdout: text, stderr: "" }
        : { code: exitCodes.usage, stdout: "", stderr: text };
    }
    const { command, given } = find(words);
    return told(await command.run(given, env), isJson);
  } catch (error) {
    return failed(error, isJson);
  }
}

function read(args: readonly string[]): { words: string[]; isHelp: boolean } {
  const options = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const isHelp = values.help === true || positionals[0] === "help";
    return { words: positionals[0] === "help" ? positionals.slice(1) : positionals, isHelp };
  } catch (error) {
    throw new CommandError("usage", `${error instanceof Error ? error.message : error}; see ${prefix} --help`);
  }
}

function find(words: readonly string[]): { command: Command; given: readonly string[] } {
  const command = commands.find(({ name }) => startsWith(words, name.split(" ")));
  if (!command) throw new CommandError("usage", `there is no command ${words.join(" ")}; see ${prefix} --help`);
  const given = words.slice(command.name.split(" ").length);
  if (given.length !== command.takes.length) throw new CommandError("usage", `usage: ${prefix} ${lineOf(command)}`);
  return { command, given };
}

function help(words: readonly string[]): string {
  const about = commands.filter(({ name }) => startsWith(name.split(" "), words));
  const shown = about.length > 0 ? about : commands;
  const width = Math.max(...shown.map((command) => lineOf(command).length));
  const lines = shown.map((command) => `  ${lineOf(command).padEnd(width)}  ${command.summary}`);
  return `Usage: ${prefix} <command> [--json]

${lines.join("\n")}

They work beside a running server, which knows of a change within a second, and without one. Run them with the
server's own environment: DATABASE_URL or LATCHKEY_DATA_DIR, the secrets, and PUBLIC_URL, which links are made of.
--json prints one JSON object. Exit codes: 0 done, 1 refused, 2 wrong usage, 3 no database, secrets or settings.
`;
}

function told({ text, data }: CommandResult, isJson: boolean): CommandOutcome {
  return { code: exitCodes.done, stdout: `${isJson ? JSON.stringify(data) : text}\n`, stderr: "" };
}

function failed(error: unknown, isJson: boolean): CommandOutcome {
  const outcome = error instanceof CommandError ? error.outcome : error instanceof ApiError ? "refused" : "unavailable";
  const message = error instanceof Error ? error.message : String(error);
  const code = exitCodes[outcome];
  if (isJson) return { code, stdout: `${JSON.stringify({ error: { code: outcome, message } })}\n`, stderr: "" };
  return { code, stdout: "", stderr: `Nothing was changed: ${message}\n` };
}

const lineOf = ({ name, takes }: Command) => [name, ...takes].join(" ");
const startsWith = (words: readonly string[], beginning: readonly string[]) =>
  beginning.every((word, index) => words[index] === word);
