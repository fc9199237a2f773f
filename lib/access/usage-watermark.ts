import "server-only";
import type pg from "pg";
import { minuteMs } from "./limit-windows";

// An organization's watermark is the day before which its summaries hold all of its usage. Who adds usage to an older day
// takes the watermark back in the same transaction, and who adds up holds the watermark's row: neither misses the other.

/** Usage that is younger belongs to a day that nobody adds up yet: that waits for an hour after midnight. */
const youngMs = 30 * minuteMs;

/**
 * Takes watermarks back to before the given minutes (since the epoch, with the organization at the same place), where
 * usage came late. It comes so from the journal of a process that was killed, or after the database was away.
 */
export async function reopenSummaries(
  client: pg.ClientBase,
  organizations: readonly string[],
  minutes: readonly string[],
): Promise<void> {
  const oldest = new Map<string, number>();
  // The system's time and not the test's: watermarks follow the database's.
  const youngFrom = (Date.now() - youngMs) / minuteMs;
  organizations.forEach((organization, place) => {
    const minute = Number(minutes[place]);
    if (minute < youngFrom) oldest.set(organization, Math.min(minute, oldest.get(organization) ?? minute));
  });
  if (oldest.size === 0) return;
  // Locked in order, also where nothing changes: an adding up that is under way has to end before.
  await client.query(
    `WITH late AS (
       SELECT w.organization_id, date_trunc('day', to_timestamp(given.minute * 60), 'UTC') AS day
         FROM usage_watermarks w JOIN unnest($1::text[], $2::bigint[]) AS given (organization_id, minute) USING (organization_id)
        ORDER BY 1 FOR UPDATE OF w)
     UPDATE usage_watermarks w SET through = least(w.through, late.day), whole_through = least(w.whole_through, late.day),
            all_through = least(w.all_through, late.day)
       FROM late
      WHERE w.organization_id = late.organization_id`,
    [[...oldest.keys()], [...oldest.values()]],
  );
}

/** The instant before which an organization's summaries are whole; null while there are none. */
export async function readWatermark(client: pg.Pool, organizationId: string): Promise<Date | null> {
  const { rows } = await client.query<{ through: Date }>(
    "SELECT all_through AS through FROM usage_watermarks WHERE organization_id = $1 AND isfinite(all_through)",
    [organizationId],
  );
  return rows[0]?.through ?? null;
}
