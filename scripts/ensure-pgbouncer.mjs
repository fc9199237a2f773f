import { existsSync } from "node:fs";
import { ensurePackage } from "./ensure-package.mjs";

/** Makes Debian's PgBouncer available to the tests that stand behind a pooler. */
export async function ensurePgBouncer(progress) {
  await ensurePackage("pgbouncer", { isThere: () => existsSync("/usr/sbin/pgbouncer"), progress });
}
