import { existsSync } from "node:fs";
import { ensureNginx } from "./ensure-nginx.mjs";
import { ensurePackage } from "./ensure-package.mjs";

/** Makes Debian's nginx, Caddy and HAProxy available to the tests of the recipes, and what makes their certificates. */
export async function ensureProxies(progress) {
  await ensureNginx(progress);
  const others = { caddy: "/usr/bin/caddy", haproxy: "/usr/sbin/haproxy", openssl: "/usr/bin/openssl" };
  for (const [name, binary] of Object.entries(others)) {
    await ensurePackage(name, { isThere: () => existsSync(binary), progress });
  }
}
