import "server-only";
import { noTurnCode } from "./fair-turns";

/**
 * Codes of what the database cannot do now. Some are system errors of a connection. PostgreSQL's are the classes 08
 * (connection), 53 (resources: disk, memory, connections) and 57P (shutdown), and a read-only server (25006). They are
 * also transactions and statements that took too long (25P03, 25P04, 57014), waits for a lock (55P03), and a failing
 * disk (58030). Prisma has codes for the same.
 */
const awayCode =
  /^(ECONN\w+|EHOST\w+|ENET\w+|ENOENT|ENOTFOUND|EAGAIN|EPIPE|ETIMEDOUT|EAI_AGAIN|EMFILE|08\w{3}|53\w{3}|57P0\d|57014|25006|25P0[34]|55P03|58030|P1001|P1002|P1008|P1017|P2024|P2028)$/;
const diskFullCode = "53100";
/** What the driver says without a code. */
const awayMessage =
  /Connection terminated|not queryable|timeout exceeded when trying to connect|Can't reach database|Connection closed|Server has closed/i;

/** Whether an error means that the database could not do what it was asked for just now, rather than that it refused it. */
export function isDatabaseAway(error: unknown): boolean {
  return isOrHolds(error, (one) => isTold(one, awayCode, awayMessage));
}

/** Codes and words of a connection that its server, or the way there, has ended: all but a silence that we ended ourselves. */
const lostCode = /^(25P03|57P0[12]|ECONNRESET|EPIPE)$/;
const lostMessage = /not queryable|Connection terminated unexpectedly/;

/** Whether a statement failed because its connection had ended, or ended under it: its transaction is undone unless it was a COMMIT. */
export function isConnectionLost(error: unknown): boolean {
  return isOrHolds(error, (one) => isTold(one, lostCode, lostMessage));
}

/** Whether PostgreSQL found no room on its disk (SQLSTATE 53100). */
export function isDiskFull(error: unknown): boolean {
  return isOrHolds(error, ({ code, originalCode }) => code === diskFullCode || originalCode === diskFullCode);
}

/** Whether work was turned away because as much of the same subject's is under way as may be. */
export function isTurnedAway(error: unknown): boolean {
  return isOrHolds(error, ({ code }) => code === noTurnCode);
}

/** By its own code, by the server's, or by what it says. */
function isTold({ code, originalCode, message }: Record<string, unknown>, codes: RegExp, words: RegExp): boolean {
  return (
    (typeof code === "string" && codes.test(code)) ||
    (typeof originalCode === "string" && codes.test(originalCode)) ||
    (typeof message === "string" && words.test(message))
  );
}

/** Prisma keeps the driver's error in `meta`, and others keep causes. Bundles have their own copies of error classes. */
function isOrHolds(error: unknown, matches: (error: Record<string, unknown>) => boolean): boolean {
  if (!isRecord(error)) return false;
  if (matches(error)) return true;
  const { driverAdapterError } = isRecord(error.meta) ? error.meta : { driverAdapterError: null };
  return isOrHolds(error.cause, matches) || isOrHolds(driverAdapterError, matches);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
