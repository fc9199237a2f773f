import { parseArgs } from "node:util";
import { ApiError } from "@/lib/http/api-error";
import { isPackaged } from "@/scripts/packaged.mjs";
import { type Command, type CommandCall, CommandError, type CommandResult, exitCodes } from "./command";
import { commands } from "./command-table";

/** What a run of the tool prints, and its exit code. */
export type CommandOutcome = { code: number; stdout: string; stderr: string };

/** How the tool is called: a release has no npm. */
const prefix = isPackaged() ? "latchkey" : "npm run latchkey --";

type Place = Partial<Pick<CommandCall, "folder" | "progress">>;

/** Runs the command that the arguments name. Never rejects: what went wrong is told in one line, or as JSON. */
export async function runCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { folder = process.cwd(), progress = () => undefined }: Place = {},
): Promise<CommandOutcome> {
  // Known before anything else can fail, so that a program reads JSON in any case.
  const isJson = args.includes("--json");
  try {
    const { words, isHelp, values } = read(args);
    if (isHelp || words.length === 0) {
      const text = help(words);
      return isHelp
        ? { code: exitCodes.done, stdout: text, stderr: "" }
        : { code: exitCodes.usage, stdout: "", stderr: text };
    }
    const { command, given } = find(words);
    const options = optionsOf(command, values);
    return told(await command.run({ given, env, options, folder, progress }), isJson);
  } catch (error) {
    return failed(error, isJson);
  }
}

type Values = CommandCall["options"];

function read(args: readonly string[]): { words: string[]; isHelp: boolean; values: Values } {
  const ofCommands = Object.fromEntries(
    commands.flatMap(({ options = {} }) => Object.entries(options).map(([name, { type }]) => [name, { type }])),
  );
  const options = { ...ofCommands, json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const isHelp = values.help === true || positionals[0] === "help";
    return { words: positionals[0] === "help" ? positionals.slice(1) : positionals, isHelp, values };
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

/** The command's own; an option of another command is a mistake. */
function optionsOf(command: Command, { json: _json, help: _help, ...values }: Values): Values {
  const foreign = Object.keys(values).find((name) => !(command.options && name in command.options));
  if (foreign)
    throw new CommandError("usage", `${command.name} takes no --${foreign}; usage: ${prefix} ${lineOf(command)}`);
  return values;
}

function help(words: readonly string[]): string {
  const about = commands.filter(({ name }) => startsWith(name.split(" "), words));
  const shown = about.length > 0 ? about : commands;
  const width = Math.max(...shown.map((command) => wordsOf(command).length));
  const lines = shown.flatMap((command) => [
    `  ${wordsOf(command).padEnd(width)}  ${command.summary}`,
    ...optionsShown(command).map((option) => `      ${option}`),
  ]);
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

const wordsOf = ({ name, takes }: Command) => [name, ...takes].join(" ");
const optionsShown = ({ options = {} }: Command) => Object.values(options).map(({ shown }) => shown);
const lineOf = (command: Command) =>
  [wordsOf(command), ...optionsShown(command).map((option) => `[${option}]`)].join(" ");
const startsWith = (words: readonly string[], beginning: readonly string[]) =>
  beginning.every((word, index) => words[index] === word);
