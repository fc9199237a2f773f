import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearestName } from "@/lib/platform/nearest-name";
import { type Command, CommandError, type OptionValue } from "./command";
import { commands } from "./command-table";
import { ownOptions, prefix, usageOf } from "./help";

/** What the arguments ask for: help about some words, or a command. */
export type Asked =
  | { help: readonly string[]; isAsked: boolean }
  | {
      help: null;
      command: Command;
      given: readonly string[];
      options: Readonly<Record<string, OptionValue>>;
      isSure: boolean;
    };

const forAll = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

/** Reads them. The command's words come first, so that each command has options of its own. Throws for a wrong usage. */
export function readArguments(args: readonly string[]): Asked {
  const rest = args.filter((arg) => arg !== "--json");
  const isHelpFirst = ["help", "--help", "-h"].includes(rest[0] ?? "");
  const words = leadingWords(isHelpFirst ? rest.slice(1) : rest);
  const isHelp = isHelpFirst || rest.includes("--help") || rest.includes("-h");
  const isGroup = words.length > 0 && commands.some(({ name }) => isBeginning(words, name.split(" ")));
  const command = commands.find(({ name }) => isBeginning(name.split(" "), words));
  if (isHelp) {
    if (words.length > 0 && !command && !isGroup) throw unknown(words);
    return { help: command ? command.name.split(" ") : words, isAsked: true };
  }
  if (!command) {
    const option = rest[words.length];
    if (words.length === 0 && option !== undefined) throw usage(`there is no option ${option}; see ${prefix} --help`);
    if (words.length === 0 || isGroup) return { help: words, isAsked: false };
    throw unknown(words);
  }
  if (command.goesOn && rest.length < args.length) {
    throw usage(`${command.name} takes no --json: what it tells is JSON already, a line each`);
  }
  return { help: null, command, ...valuesOf(command, rest.slice(command.name.split(" ").length)) };
}

function valuesOf(command: Command, args: readonly string[]) {
  const own = ownOptions(command);
  const options: NonNullable<ParseArgsConfig["options"]> = { ...forAll };
  for (const [name, { type, multiple = false }] of Object.entries(own)) options[name] = { type, multiple };
  const wrong = args.find((arg) => arg.startsWith("--") && !(nameOf(arg) in options));
  if (wrong) {
    const near = nearestName(nameOf(wrong), Object.keys(options));
    throw usage(`${command.name} takes no --${nameOf(wrong)}${near ? ` (is it --${near}?)` : ""}; ${usageOf(command)}`);
  }
  const read = () => {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true });
    } catch (error) {
      throw usage(`${wordsOf(error)}; ${usageOf(command)}`);
    }
  };
  const { values, positionals: given } = read();
  const least = command.takes.filter((one) => !one.startsWith("[")).length;
  if (given.length < least || given.length > command.takes.length) throw usage(usageOf(command));
  const { yes = false, ...rest } = values as Readonly<Record<string, OptionValue>>;
  return { given, options: rest, isSure: yes === true };
}

/** What is wrong with an option, in one line of our own where Node has several. */
function wordsOf(error: unknown): string {
  const [said = ""] = String(error instanceof Error ? error.message : error).split("\n");
  const name = /^Option '(?:-\w, )?(--[\w-]+)/.exec(said)?.[1];
  if (name && said.includes("does not take")) return `${name} takes no value`;
  if (name) return `${name} takes a value, written ${name}=-… where it begins with a dash`;
  const short = /^Unknown option '([^']*)'/.exec(said)?.[1];
  return short ? `there is no option ${short}` : said;
}

const nameOf = (arg: string) => arg.replace(/^--/, "").replace(/=.*$/s, "");

function leadingWords(args: readonly string[]): string[] {
  const end = args.findIndex((arg) => arg.startsWith("-"));
  return args.slice(0, end === -1 ? args.length : end);
}

/** Names what was most likely meant: another first word, or another word behind it. */
function unknown(words: readonly string[]): CommandError {
  const [first = "", second = ""] = words;
  const group = commands.filter(({ name }) => name.split(" ")[0] === first);
  const near =
    group.length > 0
      ? nearestName(
          `${first} ${second}`,
          group.map(({ name }) => name),
        )
      : nearestName(first, new Set(commands.map(({ name }) => name.split(" ")[0] ?? name)));
  const shown = words.slice(0, group.length > 0 ? 2 : 1).join(" ");
  return usage(`there is no command ${shown}${near ? ` (is it ${near}?)` : ""}; see ${prefix} --help`);
}

const usage = (message: string) => new CommandError("usage", message);
const isBeginning = (beginning: readonly string[], words: readonly string[]) =>
  beginning.every((word, index) => words[index] === word);
