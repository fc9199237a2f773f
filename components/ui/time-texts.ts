/** How instants are told in words. */
export type TimeText = (at: number | string) => string;

/** In UTC, the same on server and client; and on the reader's clocks and in the reader's locale, which the server does not know. */
type TimeTexts = { utc: TimeText; own: () => TimeText };

const day = { day: "numeric", month: "short", year: "numeric" } as const;
const clock = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;

function timeTexts(options: Intl.DateTimeFormatOptions): TimeTexts {
  const textIn = (locale?: string, timeZone?: string): TimeText => {
    const format = new Intl.DateTimeFormat(locale, { ...day, timeZone, ...options });
    return (at) => format.format(new Date(at));
  };
  let own: TimeText | undefined;
  return { utc: textIn("en-GB", "UTC"), own: () => (own ??= textIn()) };
}

/** "22 Nov 2026". */
export const dayTexts = timeTexts({});

/** "22 Nov 2026" of UTC's calendar, for days that are counted or typed by it. */
export const utcDayTexts = timeTexts({ timeZone: "UTC" });

/** "22 Nov 2026, 09:14 UTC". */
export const exactTexts = timeTexts(clock);

/** "22 Nov 2026, 09:14:05 UTC", for what may happen twice in a minute. */
export const secondTexts = timeTexts({ ...clock, second: "2-digit" });
