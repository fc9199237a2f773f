import "server-only";

/** System errors of a connection, PostgreSQL's classes 08 and 57P, and Prisma's codes for the same. */
const awayCode =
  /^(ECONNREFUSED|ECONNRESET|ENOENT|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_AGAIN|08\w{3}|57P0\d|53300|P1001|P1002|P1008|P1017|P2024|P2028)$/;
/** What the driver says without a code. */
const awayMessage =
  /Connection terminated|not queryable|timeout exceeded when trying to connect|Query read timeout|Can't reach database|Connection closed|Server has closed/i;

/** Whether an error means that the database could not be reached or did not answer, rather than that it refused something. */
export function isDatabaseAway(error: unknown): boolean {
  if (!isRecord(error)) return false;
  if (typeof error.code === "string" && awayCode.test(error.code)) return true;
  if (typeof error.originalCode === "string" && awayCode.test(error.originalCode)) return true;
  if (typeof error.message === "string" && awayMessage.test(error.message)) return true;
  // Prisma keeps the driver's error in `meta`.
  const { driverAdapterError } = isRecord(error.meta) ? error.meta : { driverAdapterError: null };
  return isDatabaseAway(error.cause) || isDatabaseAway(driverAdapterError);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
