import "server-only";

/** System errors of a connection, PostgreSQL's classes 08 and 57P, and Prisma's codes for the same. */
const awayCode =
  /^(ECONNREFUSED|ECONNRESET|ENOENT|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_AGAIN|08\w{3}|57P0\d|53300|P1001|P1002|P1008|P1017|P2024|P2028)$/;
/** What the driver says without a code. */
const awayMessage =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Can't reach database/i;

/** Whether an error means that the database could not be reached or did not answer, rather than that it refused something. */
export function isDatabaseAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && awayCode.test(cause.code)) return true;
    if (awayMessage.test(cause.message)) return true;
  }
  return false;
}
