import { percentile } from "../../bench/statistics.mjs";
import { call, openClients, pause, send } from "../clients.mjs";
import { openDeployment } from "../deployment.mjs";
import { askAbout, makeTenant, wide } from "../tenants.mjs";

const boundMs = 1_000;

/** How long a revoked key still passes on any of four processes under load, also while announcements are cut. */
export const revocation = {
  title: "revocation over four processes",
  async *run({ room, rounds = 100 }) {
    const deployment = await openDeployment({ room, count: 4 });
    try {
      const busy = await makeTenant(deployment.at, { limits: wide });
      for (const cut of [false, true]) {
        const load = openClients({ ports: deployment.ports, connections: 8, ...askAbout(busy.keys[0].secret) });
        const endCutting = cut ? cutAnnouncements(deployment) : () => undefined;
        const timesMs = [];
        try {
          for (let n = 0; n < rounds; n += 10) {
            const tenant = await makeTenant(deployment.at, { limits: wide, keys: 10 });
            for (const key of tenant.keys) timesMs.push(await timeOfRevocation(deployment, tenant, key));
          }
        } finally {
          await endCutting();
        }
        const counts = await load.stop();
        const [p50, p99, worst] = [50, 99, 100].map((percent) => Math.round(percentile(timesMs, percent)));
        yield {
          test: cut ? "with announcements cut every 150 ms" : "announcements undisturbed",
          clients: 8,
          processes: 4,
          answers: counts.answers,
          allowed: counts.statuses["200"] ?? 0,
          stored: timesMs.length,
          difference: p99 < boundMs ? 0 : p99 - boundMs,
          note: `${timesMs.length} revocations; still let in after p50 ${p50} ms, p99 ${p99} ms, worst ${worst} ms`,
        };
      }
    } finally {
      await deployment.stop();
    }
  },
};

/** From the answer to the revocation until each process has refused the key once, in milliseconds. */
async function timeOfRevocation({ processes }, { token }, { id, secret }) {
  const { path, headers } = askAbout(secret);
  for (const { port } of processes) await send({ port, path, headers });
  await call(processes[0].port, "DELETE", `/api/v1/api-keys/${id}`, { token });
  const revokedMs = performance.now();
  const lastPasses = await Promise.all(
    processes.map(async ({ port }) => {
      for (let last = revokedMs; ; ) {
        const sentMs = performance.now();
        const { status } = await send({ port, path, headers });
        if (status === 401 || status === 403) return last;
        if (status === 200) last = sentMs;
      }
    }),
  );
  return Math.max(...lastPasses) - revokedMs;
}

/** Ends every connection that listens, again and again, until the returned function is called. */
function cutAnnouncements({ postgres }) {
  let going = true;
  const cutting = (async () => {
    while (going) {
      await postgres.pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' AND pid <> pg_backend_pid()",
      );
      await pause(150);
    }
  })();
  return async () => {
    going = false;
    await cutting;
  };
}
