/** What Linux knows of a process; other systems have no /proc, and the benchmark says so. */
import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

/** CPU time that a process and its threads have used, in milliseconds, to 10 ms. */
export function cpuMs(pid) {
  // The name in parentheses may hold spaces; user and system time are the 14th and 15th field.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/** The same of a process and those descendants that are there now. */
export function familyCpuMs(pid) {
  return [pid, ...descendantsOf(pid)].reduce((sum, member) => {
    try {
      return sum + cpuMs(member);
    } catch {
      return sum; // it has just ended
    }
  }, 0);
}

/** Resident memory of a process, in MiB. */
export function residentMiB(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

/** Memory of a process and its descendants in MiB, what they share counted once (proportional set size). */
export function familyMiB(pid) {
  const family = [pid, ...descendantsOf(pid)];
  const sizes = family.map((member) => {
    try {
      return Number(/Pss:\s+(\d+)/.exec(readFileSync(`/proc/${member}/smaps_rollup`, "utf8"))[1]);
    } catch {
      return 0; // it has just ended
    }
  });
  return sizes.reduce((sum, size) => sum + size) / 1024;
}

function descendantsOf(pid) {
  const children = [];
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = Number(readFileSync(`/proc/${entry}/stat`, "utf8").split(") ")[1].split(" ")[1]);
      if (parent === pid) children.push(Number(entry), ...descendantsOf(Number(entry)));
    } catch {
      // it has just ended
    }
  }
  return children;
}
