import { percentile } from "../../bench/statistics.mjs";
import { openClients, pause } from "../clients.mjs";
import { openDeployment } from "../deployment.mjs";
import { rowOf } from "../measure.mjs";
import { askAbout, makeTenant, wide } from "../tenants.mjs";

const seconds = 8;
const times = 3;

/** One organization whose row is locked writes as much as it can: another's requests are let in as before. */
export const neighbours = {
  title: "an organization whose row is locked, with 14 writers, beside a quiet one",
  async *run({ room }) {
    const deployment = await openDeployment({ room, count: 1 });
    try {
      const { postgres, ports, at } = deployment;
      const busy = await makeTenant(at, { limits: wide });
      const quiet = await makeTenant(at, { limits: wide });
      const quietCalls = {
        "GET /v1/prompts": { path: "/v1/prompts", headers: { authorization: `Bearer ${quiet.token}` } },
        "forward-auth": askAbout(quiet.keys[0].secret),
      };
      for (const [name, about] of Object.entries(quietCalls)) {
        const measure = async () => {
          const load = openClients({ ports, connections: 2, pauseMs: 20, ...about });
          await pause(seconds * 1_000);
          return load.stop();
        };
        // Once unmeasured: nothing is looked up for the first time then.
        await measure();
        const alone = await measure();
        const client = await postgres.pool.connect();
        await client.query("BEGIN");
        await client.query("SELECT FROM organizations WHERE id = $1 FOR UPDATE", [busy.organizationId]);
        const writers = openClients({
          ports,
          connections: 14,
          path: "/v1/prompts",
          methods: ["POST"],
          body: JSON.stringify({ name: "Held up" }),
          headers: { authorization: `Bearer ${busy.token}`, "content-type": "application/json" },
        });
        const beside = await measure();
        await client.query("ROLLBACK");
        client.release();
        const written = await writers.stop();
        const [before, after] = [alone, beside].map(({ latenciesMs }) => percentile(latenciesMs, 99));
        const refused = beside.answers - (beside.statuses["200"] ?? 0) + beside.lost;
        yield {
          test: `the quiet one's ${name}: p99 under ${times} times its own`,
          ...rowOf({
            clients: 16,
            processes: 1,
            counts: beside,
            allowed: beside.statuses["200"] ?? 0,
            stored: "–",
            difference: refused + (after > times * before ? 1 : 0),
            note: `p99 ${before.toFixed(1)} ms alone, ${after.toFixed(1)} ms beside; the writers got ${JSON.stringify(written.statuses)}`,
          }),
        };
      }
    } finally {
      await deployment.stop();
    }
  },
};
