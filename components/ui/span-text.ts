const units = { s: "second", m: "minute", h: "hour", d: "day", mo: "calendar month" } as const;

/** A window in words: `500 in each hour`, or `20 in any 10 seconds` where it slides. */
export function windowText({
  limit,
  per,
  sliding,
}: {
  limit: number;
  per: string;
  sliding?: boolean | undefined;
}): string {
  return `${limit.toLocaleString("en")} in ${sliding ? "any" : "each"} ${spanText(per)}`;
}

/** A span in words, such as `10 seconds`, `hour`, or `any hour` where it slides; its id where it is none. */
export function spanText(id: string): string {
  const [, slides, count, unit] = /^(~?)(\d+)(s|m|h|d|mo)$/.exec(id) ?? [];
  if (unit === undefined) return id;
  const word = units[unit as keyof typeof units];
  const length = count === "1" ? word : `${count} ${word}s`;
  return slides === "~" ? `any ${length}` : length;
}
