import { execFile } from "node:child_process";
import { openClients, pause } from "./clients.mjs";
import { differenceOf, readSettled } from "./stored.mjs";
import { askAbout, makeTenant, setLimits, wide } from "./tenants.mjs";

/** One row of the table. `difference` is 0 where all holds; `note` says what else was counted. */
export function rowOf({ clients, processes, counts, allowed, stored, difference, note = "" }) {
  return { clients, processes, answers: counts.answers, lost: counts.lost, allowed, stored, difference, note };
}

/**
 * Sends more than a limit lets in, from many clients at all processes, while `disturb` does its worst. What passed must be
 * the limit exactly (`atMost` where a pass may have got lost on its way to the client), and everything must be stored.
 */
export async function runAgainstLimit(
  deployment,
  { clients, limits, limit, keyLimit, isWithinAMinute = false, mayBeLess = false, disturb },
) {
  const tenant = await makeTenant(deployment.at, { limits, ...(keyLimit ? { rateLimit: keyLimit } : {}) });
  await withTimeLeft(isWithinAMinute ? minute : day);
  const load = openClients({ ports: deployment.ports, connections: clients, ...askAbout(tenant.keys[0].secret) });
  await disturb?.(load);
  await refusedOften(load);
  const counts = await load.stop();
  const stored = await readSettled(deployment.postgres.pool, tenant.organizationId);
  const allowed = load.allowed();
  const tooMany = Math.max(0, allowed - limit);
  // A 503 whose pass is stored used the limit up as well.
  const undecided = Math.min(counts.statuses["503"] ?? 0, Math.max(0, stored.passes - allowed));
  const tooFew = mayBeLess ? 0 : Math.max(0, limit - allowed - counts.lost - undecided);
  return rowOf({
    clients,
    processes: deployment.processes.length,
    counts,
    allowed,
    stored: stored.answers,
    difference: tooMany + tooFew + storedDifference(stored, counts, allowed) + (await unreconciled(deployment)),
    note: `limit ${limit}, passes stored ${stored.passes}${statusNote(counts)}`,
  });
}

/** Sends what no limit stops while `disturb` does its worst: every answer and every pass must be stored. */
export async function runWithoutLimit(deployment, { clients, disturb, seconds = 3 }) {
  await withTimeLeft(day);
  const tenant = await makeTenant(deployment.at);
  await setLimits(deployment.at, tenant.organizationId, wide);
  const load = openClients({ ports: deployment.ports, connections: clients, ...askAbout(tenant.keys[0].secret) });
  await pause(500);
  await disturb?.(load);
  await pause(seconds * 1000);
  const counts = await load.stop();
  const stored = await readSettled(deployment.postgres.pool, tenant.organizationId);
  const allowed = load.allowed();
  return rowOf({
    clients,
    processes: deployment.processes.length,
    counts,
    allowed,
    stored: stored.answers,
    difference: storedDifference(stored, counts, allowed) + (await unreconciled(deployment)),
    note: `passes stored ${stored.passes}${statusNote(counts)}`,
  });
}

/** The limit is reached for good once many were refused after all that went wrong. */
async function refusedOften({ counts }) {
  const refused = () => counts.statuses["429"] ?? 0;
  const enough = refused() + 500;
  const giveUpMs = performance.now() + 40_000;
  while (refused() < enough && performance.now() < giveUpMs) await pause(50);
}

const minute = { lengthMs: 60_000, neededMs: 50_000 };
const day = { lengthMs: 86_400_000, neededMs: 150_000 };

/** A run that must lie within one window begins with enough of it left. */
async function withTimeLeft({ lengthMs, neededMs }) {
  const leftMs = lengthMs - (Date.now() % lengthMs);
  if (leftMs < neededMs) await pause(leftMs + 50);
}

/**
 * A 503 is no verdict. Where the gate could not even look up whose key it was, it belongs to no organization. Where a
 * limit's answer came too late, its pass may have been counted already.
 */
function storedDifference(stored, { answers, lost, statuses }, allowed) {
  const undecided = statuses["503"] ?? 0;
  return (
    differenceOf(stored.answers, answers - undecided, lost + undecided) +
    differenceOf(stored.passes, allowed, lost + undecided)
  );
}

/** How many differences `latchkey reconcile` finds between the journals and all that is stored, whoever it belongs to. */
async function unreconciled({ settings }) {
  const output = await new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ["scripts/latchkey.mjs", "reconcile", "--json"],
      { env: { ...process.env, ...settings }, maxBuffer: 100_000_000 },
      // It ends with 1 where it found a difference, which it prints all the same.
      (error, stdout) => (stdout ? resolve(stdout) : reject(error)),
    );
  });
  const { comparisons, missing } = JSON.parse(output).data;
  // What a disk did not take is stored, and in no journal: then only what a journal has and the database has not is wrong.
  const isWrong = ({ journal, stored }) => missing === 0 || journal > stored;
  return comparisons.reduce((sum, { differences }) => sum + differences.filter(isWrong).length, 0);
}

function statusNote({ statuses }) {
  const others = Object.entries(statuses).filter(([status]) => status !== "200" && status !== "429");
  return others.map(([status, count]) => `, ${status} ${count} times`).join("");
}
