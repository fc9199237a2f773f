import type { MountedSettings } from "@/scripts/mounted-secrets.mjs";

/** What a command did: for a person, and for a program. */
export type CommandResult = {
  text: string;
  data: Readonly<Record<string, unknown>>;
  /** Something was looked at and is not as it should be: all of it is told, with exit code 1. */
  outcome?: "failed";
};

/** What a command was called with. */
export type CommandCall = {
  /** In the order of `takes`. */
  given: readonly string[];
  /** With what its files hold. */
  env: NodeJS.ProcessEnv;
  /** Which settings were read from files, and what is wrong with those files. */
  mounted: MountedSettings;
  /** Options of the command's own, by their names. */
  options: Readonly<Record<string, OptionValue>>;
  /** The folder that the operator stands in, from which files are named. */
  folder: string;
  /** Tells of long work, one line each. */
  progress: (line: string) => void;
  /** For a command that `confirms`: goes on with `--yes` or a yes at the terminal, and rejects otherwise. */
  confirm: (question: string) => Promise<void>;
};

export type OptionValue = string | boolean | readonly string[] | undefined;

/** An option as `parseArgs` reads it, how the help shows it, and what it says of it in a few words. */
export type CommandOption = { type: "string" | "boolean"; multiple?: boolean; shown: string; means: string };

/** One of the operator's commands. */
export type Command = {
  /** Its words, such as `admin add`. */
  name: string;
  /** What it takes, in the order in which it is given, such as `<email>`; `[<name>]` may be left out. */
  takes: readonly string[];
  /** Options beside `--json`, `--help` and `--yes`. */
  options?: Readonly<Record<string, CommandOption>>;
  /** Whether it destroys something, so that it asks first, or takes `--yes`. */
  confirms?: boolean;
  /** Whether it goes on until it is stopped and tells JSON lines meanwhile, so that it takes no `--json`. */
  goesOn?: boolean;
  /** Whether it runs beside wrong settings and files, and tells of them itself. */
  reportsSettings?: boolean;
  /** One line for the help. */
  summary: string;
  /** What else the command's own help says: sentences, which it wraps. */
  details?: readonly string[];
  run(call: CommandCall): Promise<CommandResult>;
};

/** How a command ended, as the exit code says it. */
export const exitCodes = {
  done: 0,
  /** Understood, and nothing was changed: there is no such user, say, or it would be the last administrator. */
  refused: 1,
  /** What it looked at is not as it should be. */
  failed: 1,
  /** Nothing was tried: there is no such command, or something is missing. */
  usage: 2,
  /** It could not be tried: no database, no secrets, a wrong setting. */
  unavailable: 3,
} as const;

/** Why a command changed nothing, in one line for the operator. */
export class CommandError extends Error {
  constructor(
    readonly outcome: Exclude<keyof typeof exitCodes, "done" | "failed">,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
