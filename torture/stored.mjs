import { pause } from "./clients.mjs";

const settleMs = 15_000;

/** What the roll-ups and the counters hold for an organization: requests in all, those let through, and passes counted today. */
export async function readStored(pool, organizationId) {
  const { rows } = await pool.query(
    `SELECT coalesce(sum(requests), 0)::bigint AS answers,
            coalesce(sum(requests) FILTER (WHERE status_class = '2xx'), 0)::bigint AS allowed
       FROM usage_minutes WHERE organization_id = $1 AND product = 'prompts'`,
    [organizationId],
  );
  const counted = await pool.query(
    `SELECT coalesce(sum(day_count), 0)::bigint AS passes
       FROM limit_states WHERE subject = $1 AND product = 'prompts'`,
    [`org:${organizationId}`],
  );
  return {
    answers: Number(rows[0].answers),
    allowed: Number(rows[0].allowed),
    passes: Number(counted.rows[0].passes),
  };
}

/** The same once it has come to rest: everything that was noted is written within some seconds. */
export async function readSettled(pool, organizationId) {
  const giveUpMs = performance.now() + settleMs;
  let last = await readOnceThere(pool, organizationId, giveUpMs);
  let steadySinceMs = performance.now();
  while (performance.now() < giveUpMs && performance.now() - steadySinceMs < 3_000) {
    await pause(250);
    const now = await readOnceThere(pool, organizationId, giveUpMs);
    if (JSON.stringify(now) !== JSON.stringify(last)) steadySinceMs = performance.now();
    last = now;
  }
  return last;
}

/** The last fault may have been the database's own: it is asked again until it is up. */
async function readOnceThere(pool, organizationId, giveUpMs) {
  for (;;) {
    try {
      return await readStored(pool, organizationId);
    } catch (error) {
      if (performance.now() > giveUpMs) throw error;
      await pause(250);
    }
  }
}

/**
 * How far what is stored lies from what clients saw. Between `received` and `received + lost` both are right: of what got
 * no answer it cannot be told whether it was counted.
 */
export function differenceOf(stored, received, lost) {
  if (stored < received) return received - stored;
  return Math.max(0, stored - received - lost);
}
