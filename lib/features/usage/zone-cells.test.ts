import { expect, it } from "vitest";
import { dayPiecesOf, zoneDaysOf } from "./zone-cells";
import { dayStarts } from "./zone-days";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const zones = [
  "Europe/London",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
];
// Both changes of the clocks of the north and of the south lie in it.
const fromMs = Date.parse("2026-01-15T12:00:00Z");
const toMs = Date.parse("2026-12-20T12:00:00Z");

/** Some time that counts, so many times, for a bucket. */
type Counted = { fromMs: number; toMs: number; bucket: number | null; times: number };

/** The hours that do not count once for their own bucket and for no other. */
function wrongHours(starts: readonly number[], endMs: number, counted: readonly Counted[]): string[] {
  const wrong: string[] = [];
  for (let atMs = (starts[0] ?? 0) - 2 * dayMs; atMs < endMs + 2 * dayMs; atMs += hourMs) {
    const own = atMs < endMs ? starts.findLast((startMs) => startMs <= atMs) : undefined;
    const counts = new Map<number, number>();
    for (const one of counted) {
      if (one.bucket === null || atMs < one.fromMs || atMs >= one.toMs) continue;
      counts.set(one.bucket, (counts.get(one.bucket) ?? 0) + one.times);
    }
    const told = [...counts].filter(([, times]) => times !== 0);
    const expected = own === undefined ? [] : [[own, 1]];
    if (JSON.stringify(told) !== JSON.stringify(expected)) wrong.push(new Date(atMs).toISOString());
  }
  return wrong;
}

it.each(zones)("days of %s hold each hour once, as days of UTC with hours added and taken away", (zone) => {
  const starts = dayStarts(fromMs, toMs, zone);
  const endMs = starts.pop() ?? toMs;
  const { days, edges } = zoneDaysOf(starts, endMs);
  const counted = [
    ...days.map((day) => ({ fromMs: day.fromMs, toMs: day.fromMs + dayMs, bucket: day.toMs, times: 1 })),
    ...edges.map((edge) => ({ fromMs: edge.fromMs, toMs: edge.toMs, bucket: edge.addedToMs, times: 1 })),
    ...edges.map((edge) => ({ fromMs: edge.fromMs, toMs: edge.toMs, bucket: edge.takenFromMs, times: -1 })),
  ];
  expect(wrongHours(starts, endMs, counted)).toEqual([]);
});

it.each(zones)("days of %s hold each hour once, as pieces of days of UTC", (zone) => {
  const starts = dayStarts(fromMs, toMs, zone);
  const endMs = starts.pop() ?? toMs;
  const pieces = dayPiecesOf(starts, endMs, endMs);
  const counted = pieces.map((piece) => ({
    fromMs: piece.dayMs + piece.fromHour * hourMs,
    toMs: piece.dayMs + piece.toHour * hourMs,
    bucket: piece.toMs,
    times: 1,
  }));
  expect(wrongHours(starts, endMs, counted)).toEqual([]);
  expect(
    pieces.every((piece) => piece.dayMs % dayMs === 0 && piece.fromHour < piece.toHour && piece.toHour <= 24),
  ).toBe(true);
});

it("pieces of days end where the summaries end", () => {
  const starts = dayStarts(fromMs, toMs, "Asia/Tokyo");
  const untilMs = Date.parse("2026-03-01T00:00:00Z");
  const last = dayPiecesOf(starts, toMs, untilMs).at(-1);
  expect(last).toEqual({
    dayMs: untilMs - dayMs,
    fromHour: 15,
    toHour: 24,
    toMs: Date.parse("2026-02-28T15:00:00Z"),
  });
});
