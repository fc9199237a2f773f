import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Stops every PostgreSQL whose data lies below `folder`: a runner that was killed could not stop its own. */
export async function endLeftovers(folder) {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const pids = [];
  for (const file of files.filter((name) => name.endsWith("postmaster.pid"))) {
    const text = await readFile(join(folder, file), "utf8").catch(() => "");
    const pid = Number.parseInt(text, 10);
    if (pid > 1 && signal(pid, "SIGINT")) pids.push(pid); // fast shutdown
  }
  const deadline = Date.now() + 10_000;
  while (pids.some((pid) => signal(pid, 0)) && Date.now() < deadline) await new Promise((next) => setTimeout(next, 50));
}

function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // it has ended
  }
}
