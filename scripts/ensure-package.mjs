import { isDebian } from "./ensure-chromium.mjs";
import { runStep } from "./run-step.mjs";

/** Whether this process has brought the lists of packages up to date. */
let knowsPackages = false;

/** Installs a package of Debian where we may and it is missing; what needs it says so itself where there is none. */
export async function ensurePackage(name, { isThere, progress }) {
  if (isThere() || process.getuid?.() !== 0 || !isDebian()) return;
  progress(`Installing Debian's ${name} …`);
  process.env.DEBIAN_FRONTEND = "noninteractive";
  if (!knowsPackages) await runStep("apt-get", ["update", "-qq"]);
  knowsPackages = true;
  // A package that has a service would start it.
  process.env.RUNLEVEL = "1";
  await runStep("apt-get", ["install", "-y", "-qq", name]);
}
