import { ApiError } from "@/lib/http/api-error";
import { withDiskWords } from "@/lib/platform/disk-words.mjs";
import { readMounted, requireMounted } from "@/scripts/mounted-secrets.mjs";
import { type CommandCall, CommandError, type CommandResult, exitCodes } from "./command";
import { helpAbout, prefix } from "./help";
import { readArguments } from "./read-arguments";

/** What a run of the tool prints, and its exit code. */
export type CommandOutcome = { code: number; stdout: string; stderr: string };

/** Where the tool is called, how it tells of long work, and how it asks, where somebody could answer. */
type Place = Partial<Pick<CommandCall, "folder" | "progress">> & {
  ask?: ((question: string) => Promise<string>) | undefined;
};

/** Runs the command that the arguments name. Never rejects: what went wrong is told in one line, or as JSON. */
export async function runCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { folder = process.cwd(), progress = () => undefined, ask }: Place = {},
): Promise<CommandOutcome> {
  // Known before anything else can fail, so that a program reads JSON in any case.
  const isJson = args.includes("--json");
  let name: string | null = null;
  try {
    const asked = readArguments(args);
    if (asked.help) {
      if (isJson && !asked.isAsked) throw new CommandError("usage", `name a command; see ${prefix} --help`);
      const text = helpAbout(asked.help);
      return asked.isAsked
        ? { code: exitCodes.done, stdout: text, stderr: "" }
        : { code: exitCodes.usage, stdout: "", stderr: text };
    }
    const { command, given, options, isSure } = asked;
    name = command.name;
    const confirm = async (question: string) => {
      if (!isSure) await confirmed(question, isJson ? undefined : ask);
      // Shown before it is carried out, also where nobody is asked.
      else if (!isJson) progress(question);
    };
    const mounted = readMounted(env);
    if (!command.reportsSettings) requireMounted(mounted);
    const all: NodeJS.ProcessEnv = { ...env, ...mounted.values };
    return told(name, await command.run({ given, env: all, mounted, options, folder, progress, confirm }), isJson);
  } catch (error) {
    return failed(name, error, isJson);
  }
}

async function confirmed(question: string, ask: Place["ask"]): Promise<void> {
  if (!ask) throw new CommandError("usage", `${question} Say so by --yes`);
  const answer = await ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError("refused", "it was not confirmed");
}

function told(command: string, { text, data, outcome: failure }: CommandResult, isJson: boolean): CommandOutcome {
  const outcome = failure ?? "done";
  const stdout = isJson ? json({ command, outcome, data }) : withoutControls(text);
  return { code: exitCodes[outcome], stdout: `${stdout}\n`, stderr: "" };
}

function failed(command: string | null, error: unknown, isJson: boolean): CommandOutcome {
  const outcome = error instanceof CommandError ? error.outcome : error instanceof ApiError ? "refused" : "unavailable";
  const message = withDiskWords(error);
  const code = exitCodes[outcome];
  if (isJson) return { code, stdout: `${json({ command, outcome, error: message })}\n`, stderr: "" };
  return { code, stdout: "", stderr: `Nothing was changed: ${withoutControls(message)}\n` };
}

/** Names are their users' own, and must not steer the operator's terminal. */
function withoutControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (sign) => (sign === "\n" ? sign : "\ufffd"));
}

/** The one shape of everything that `--json` prints. */
type Told = {
  command: string | null;
  outcome: keyof typeof exitCodes;
  data?: CommandResult["data"];
  error?: string;
};

function json({ command, outcome, data, error }: Told): string {
  return JSON.stringify({ command, outcome, data: data ?? null, error: error ?? null });
}
