const whole = new Intl.NumberFormat("en-US");
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** `12,345`. */
export function count(value: number): string {
  return whole.format(value);
}

/** `12.3K`, for axes. */
export function shortCount(value: number): string {
  return compact.format(value);
}

/** A share of 0 to 1 as a percentage that never rounds something to nothing or to everything; `–` for null. */
export function percent(share: number | null): string {
  if (share === null) return "–";
  if (share > 0 && share < 0.001) return "<0.1%";
  if (share < 1 && share > 0.999) return ">99.9%";
  const nearTheEnds = share !== 0 && share !== 1 && (share < 0.1 || share >= 0.9);
  return `${(share * 100).toFixed(nearTheEnds ? 1 : 0)}%`;
}

/** `1 request`, `2,000 requests`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** `0.4 ms`, `12 ms`, `1.2 s`. */
export function milliseconds(value: number): string {
  if (value >= 1_000) return `${Number((value / 1_000).toPrecision(3))} s`;
  return `${Number(value.toPrecision(value < 10 ? 2 : 3))} ms`;
}

/** `+12%`, `−3.4%`: a change since before, as a share of it. */
export function change(share: number): string {
  return `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`;
}
