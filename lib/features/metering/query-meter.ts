import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { hoursKeptMs } from "@/lib/access/usage-retention";
import { invalidField } from "@/lib/http/api-error";
import { holdsNull } from "@/lib/platform/null-character";
import { spanOf } from "./meter-span";
import { type MeteredPlace, readMetered, readTotal, storedQuestion } from "./metered-rows";
import { findMeter } from "./meters";
import type { MeterAnswer, MeterQuery } from "./query-contract";

/** What a meter counted, window by window; 404 for a meter that the organization does not have. */
export async function queryMeter(principal: Principal, key: string, query: MeterQuery): Promise<MeterAnswer> {
  const meter = await findMeter(principal, key);
  const span = spanOf(query, runtime().clock.now());
  requireKept(query, span);
  const question = await storedQuestion(principal, meter, query, span);
  const after = query.cursor === undefined ? null : placeOf(query.cursor);
  const { rows, last } = await readMetered(question, after, query.limit);
  return {
    meter: meter.key,
    aggregation: meter.aggregation,
    window: query.window,
    group: query.group ?? null,
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    total: meter.aggregation === "unique" ? null : await readTotal(question),
    data: rows,
    next_cursor: last && cursorOf(last),
  };
}

/** 400 where hours are asked for that are no longer kept: half an answer would look like a whole one. */
export function requireKept({ window }: Pick<MeterQuery, "window">, { from }: { from: Date }): void {
  if (window !== "hour" || from.getTime() >= runtime().clock.now() - hoursKeptMs) return;
  throw invalidField("from", "hours are kept for 100 days; ask for days");
}

function cursorOf({ start, key }: MeteredPlace): string {
  return Buffer.from(`${start.getTime()} ${key}`).toString("base64url");
}

function placeOf(cursor: string): MeteredPlace {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const [, ms, key] = /^(\d{1,15}) (.*)$/s.exec(text) ?? [];
  const start = new Date(Number(ms));
  if (ms === undefined || key === undefined || holdsNull(key) || Number.isNaN(start.getTime())) {
    throw invalidField("cursor", "is not a cursor of this list");
  }
  return { start, key };
}
