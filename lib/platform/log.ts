import "server-only";

type Level = "info" | "warn" | "error";

/** One JSON line per event on standard error; values must never be credentials, bodies or whole headers. */
export type Log = (level: Level, event: string, fields?: Record<string, string | number | boolean | null>) => void;

export const jsonLog: Log = (level, event, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`);
};

/** The message of anything thrown, without its stack; for logs only, never for a response. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
