/** Has what lies in deploy/ read by the tools that operators read it with: promtool and systemd-analyze. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ensurePackage } from "./ensure-package.mjs";

/** What systemd rates as the exposure of a service that is well protected, of 100. */
const mostExposure = 25;
const unit = join("deploy", "systemd", "latchkey.service");
const room = await mkdtemp(join(tmpdir(), "latchkey-deploy-"));

try {
  for (const [debianPackage, binary] of [
    ["prometheus", "promtool"],
    ["systemd", "systemd-analyze"],
  ]) {
    const isThere = () => spawnSync(binary, ["--version"]).error === undefined;
    await ensurePackage(debianPackage, { isThere, progress: console.log });
    if (!isThere()) throw new Error(`there is no ${binary}: apt-get install ${debianPackage}`);
  }
  check("promtool", "check", "config", join("deploy", "prometheus", "scrape.yml"));
  check("promtool", "check", "rules", join("deploy", "prometheus", "alerts.yml"));
  check("promtool", "test", "rules", join("deploy", "prometheus", "alerts.test.yml"));
  // Where Node lies is a fact of the machine, which verify would miss.
  const local = join(room, basename(unit));
  await writeFile(local, (await readFile(unit, "utf8")).replace("/usr/bin/node", process.execPath));
  const said = check("systemd-analyze", "verify", "--man=no", local);
  if (said !== "") throw new Error(`systemd-analyze verify says of ${unit}:\n${said}`);
  check("systemd-analyze", "security", "--offline=true", `--threshold=${mostExposure}`, local);
  console.log("What lies in deploy/ passes promtool and systemd-analyze.");
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await rm(room, { recursive: true, force: true });
}

/** Runs a tool and returns what it says; throws that where it fails. */
function check(binary, ...args) {
  const { status, stdout, stderr } = spawnSync(binary, args, { encoding: "utf8" });
  const said = `${stdout}${stderr}`.trim();
  if (status !== 0) throw new Error(`${[binary, ...args].join(" ")} fails:\n${said}`);
  return said;
}
