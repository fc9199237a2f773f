import { existsSync } from "node:fs";
import { ensurePackage } from "./ensure-package.mjs";

/** Makes Debian's nginx, which has `auth_request`, available to the tests of the data plane. */
export async function ensureNginx(progress) {
  await ensurePackage("nginx-light", { isThere: () => existsSync("/usr/sbin/nginx"), progress });
}
