import "server-only";

/** How much is logged, the least first: each level holds those before it. */
export const logLevels = ["error", "warn", "info", "debug"] as const;

/** `error` needs somebody, `warn` may, `info` tells what went well, `debug` what a search for a fault needs. */
export type LogLevel = (typeof logLevels)[number];
