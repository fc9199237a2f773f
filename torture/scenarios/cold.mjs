import { randomBytes } from "node:crypto";
import { Agent } from "node:http";
import { loadTypeScript } from "../../scripts/load-typescript.mjs";
import { pause, send } from "../clients.mjs";
import { openDeployment } from "../deployment.mjs";
import { rowOf } from "../measure.mjs";
import { askAbout } from "../tenants.mjs";

const atOnce = 10_000;
const limitMs = 3_000;

/** Ten thousand keys of as many organizations, none of which any memory holds, are shown in one moment. */
export const cold = {
  title: "10,000 cold keys at once",
  async *run({ room }) {
    for (const count of [1, 2]) {
      const pepper = randomBytes(32).toString("hex");
      const deployment = await openDeployment({ room, count, environment: { KEY_PEPPER: pepper } });
      try {
        const secrets = await makeKeys(deployment, pepper);
        const counts = { answers: 0, lost: 0, statuses: {} };
        const agent = new Agent({ keepAlive: true, maxSockets: 250 });
        const startedMs = performance.now();
        const ask = async (secret, n) => {
          const { status } = await send({ agent, port: deployment.processes[n % count].port, ...askAbout(secret) });
          if (!status) counts.lost += 1;
          else counts.answers += 1;
          counts.statuses[status] = (counts.statuses[status] ?? 0) + 1;
        };
        await Promise.all(secrets.map(ask));
        const tookMs = performance.now() - startedMs;
        agent.destroy();
        const allowed = counts.statuses["200"] ?? 0;
        const stored = await countStored(deployment, counts.answers - (counts.statuses["503"] ?? 0));
        yield {
          test: `all let in, within ${limitMs / 1_000} s`,
          ...rowOf({
            clients: atOnce,
            processes: count,
            counts,
            allowed,
            stored,
            difference: atOnce - allowed + Math.max(0, allowed - stored) + (tookMs > limitMs ? 1 : 0),
            note: `took ${Math.round(tookMs)} ms, ${JSON.stringify(counts.statuses)}`,
          }),
        };
      } finally {
        await deployment.stop();
      }
    }
  },
};

/** Writes organizations with a key each into the database, which no process has heard of. */
async function makeKeys({ postgres }, pepper) {
  const { generateCredential, hashCredential } = await loadTypeScript("lib/access/credential-format.ts");
  const { keyFormatOf } = await loadTypeScript("lib/access/catalogue.ts");
  const format = keyFormatOf("prompts", "production");
  const secrets = Array.from({ length: atOnce }, () => generateCredential(format));
  const hashes = secrets.map((secret) => hashCredential(secret, pepper));
  await postgres.pool.query(
    `WITH made AS (
       INSERT INTO organizations (id, name, plan)
       SELECT 'cold-' || n, 'Cold', 'enterprise' FROM generate_series(1, $2::int) AS n RETURNING id)
     INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint,
                           scopes, ip_allowlist)
     SELECT 'cold-' || n, 'cold-' || n, 'cold-' || n, 'prompts', 'production', 'Cold', '', hash, '',
            ARRAY['prompts:read'], '{}'
       FROM unnest($1::text[]) WITH ORDINALITY AS shown (hash, n)`,
    [hashes, atOnce],
  );
  await postgres.pool.query("ANALYZE");
  return secrets;
}

/** What is stored of them, once that is as much as is expected, or after some seconds. */
async function countStored({ postgres }, expected) {
  const giveUpMs = performance.now() + 15_000;
  for (;;) {
    const { rows } = await postgres.pool.query(
      "SELECT coalesce(sum(requests), 0)::int AS answers FROM usage_minutes WHERE organization_id LIKE 'cold-%'",
    );
    if (rows[0].answers >= expected || performance.now() > giveUpMs) return rows[0].answers;
    await pause(250);
  }
}
