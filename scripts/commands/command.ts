/** What a command did: for a person, and for a program. */
export type CommandResult = { text: string; data: Readonly<Record<string, unknown>> };

/** What a command was called with. */
export type CommandCall = {
  /** In the order of `takes`. */
  given: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Options of the command's own, by their names. */
  options: Readonly<Record<string, string | boolean | undefined>>;
  /** The folder that the operator stands in, from which files are named. */
  folder: string;
  /** Tells of long work, one line each. */
  progress: (line: string) => void;
};

/** One of the operator's commands. */
export type Command = {
  /** Its words, such as `admin add`. */
  name: string;
  /** What it takes, in the order in which it is given, such as `<email>`. */
  takes: readonly string[];
  /** Options beside `--json`, as `parseArgs` reads them, and how the help shows them. */
  options?: Readonly<Record<string, { type: "string" | "boolean"; shown: string }>>;
  /** One line for the help. */
  summary: string;
  run(call: CommandCall): Promise<CommandResult>;
};

/** How a command ended, as the exit code says it. */
export const exitCodes = {
  done: 0,
  /** Understood, and nothing was changed: there is no such user, say, or it would be the last administrator. */
  refused: 1,
  /** Nothing was tried: there is no such command, or something is missing. */
  usage: 2,
  /** It could not be tried: no database, no secrets, a wrong setting. */
  unavailable: 3,
} as const;

/** Why a command changed nothing, in one line for the operator. */
export class CommandError extends Error {
  constructor(
    readonly outcome: Exclude<keyof typeof exitCodes, "done">,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
