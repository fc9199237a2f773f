import { existsSync } from "node:fs";
import { isDebian } from "./ensure-chromium.mjs";
import { runStep } from "./run-step.mjs";

/** Debian's nginx, with `auth_request` and without a service of its own that would start by itself. */
const nginx = "/usr/sbin/nginx";

/**
 * Makes an nginx available to the tests of the data plane where we may install it. They say so themselves where there
 * is none.
 */
export async function ensureNginx(progress) {
  if (existsSync(nginx) || process.getuid?.() !== 0 || !isDebian()) return;
  progress("Installing Debian's nginx …");
  process.env.DEBIAN_FRONTEND = "noninteractive";
  await runStep("apt-get", ["update", "-qq"]);
  await runStep("apt-get", ["install", "-y", "-qq", "nginx-light"]);
}
