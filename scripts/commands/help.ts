import { isPackaged } from "@/scripts/packaged.mjs";
import type { Command, CommandOption } from "./command";
import { commands, groups, joined } from "./command-table";

/** How the tool is called: a release has no npm. */
export const prefix = isPackaged() ? "latchkey" : "npm run latchkey --";

/** Of the smallest terminal that is in use. */
const pageWidth = 80;
const yes: CommandOption = { type: "boolean", shown: "--yes", means: "do it without asking" };

/** The command's options, with `--yes` where it asks. */
export function ownOptions({ options = {}, confirms = false }: Command): Readonly<Record<string, CommandOption>> {
  return confirms ? { ...options, yes } : options;
}

/** The usage in one line. */
export function usageOf(command: Command): string {
  const shown = Object.values(ownOptions(command)).map((option) => `[${option.shown}]${option.multiple ? "…" : ""}`);
  return ["usage:", prefix, command.name, ...command.takes, ...shown].join(" ");
}

/** What the tool says of itself, of the commands that share a word, or of one command. Each fits a page of 80 by 24. */
export function helpAbout(words: readonly string[]): string {
  const about = commands.filter(({ name }) => words.every((word, index) => name.split(" ")[index] === word));
  const [command] = about;
  if (words.length === 0) return helpAboutAll();
  return about.length === 1 && command?.name === words.join(" ") ? helpAboutOne(command) : helpAboutGroup(about);
}

function helpAboutAll(): string {
  const firstWords = [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? name))];
  const lines = firstWords.flatMap((word) => {
    const line = joined.find(({ words }) => words.includes(word));
    if (line && line.words[0] !== word) return [];
    const summary = line?.summary ?? commands.find(({ name }) => name === word)?.summary ?? groups[word] ?? "";
    return [`  ${(line?.words.join(", ") ?? word).padEnd(18)} ${summary}`];
  });
  return `Usage: ${prefix} <command> [--json | --help]

${lines.join("\n")}

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 could not be tried.
`;
}

function helpAboutGroup(about: readonly Command[]): string {
  const lines = about.flatMap((command) => [
    `  ${[command.name, ...command.takes].join(" ")}`,
    `      ${command.summary}`,
  ]);
  return `Usage: ${prefix} <command> [--json]\n\n${lines.join("\n")}\n`;
}

function helpAboutOne(command: Command): string {
  const json = { shown: "--json", means: "print one JSON object" };
  const options = [...Object.values(ownOptions(command)), ...(command.goesOn ? [] : [json])];
  const width = Math.max(...options.map(({ shown }) => shown.length));
  const lines = options.map(({ shown, means }) => `  ${shown.padEnd(width)}  ${means}`);
  const details = command.details ? `\n${wrapped(command.details.join(" "))}\n` : "";
  return `Usage: ${[prefix, command.name, ...command.takes].join(" ")}

${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.
${details}
${lines.join("\n")}
`;
}

function wrapped(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= pageWidth) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  return lines.join("\n");
}
