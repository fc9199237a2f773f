const units = { s: "second", m: "minute", h: "hour", d: "day", mo: "calendar month" } as const;

/** A span in words, such as `10 seconds`, `hour`, or `any hour` where it slides; its id where it is none. */
export function spanText(id: string): string {
  const [, slides, count, unit] = /^(~?)(\d+)(s|m|h|d|mo)$/.exec(id) ?? [];
  if (unit === undefined) return id;
  const word = units[unit as keyof typeof units];
  const length = count === "1" ? word : `${count} ${word}s`;
  return slides === "~" ? `any ${length}` : length;
}
