const dayMs = 86_400_000;

export const expiryPresets = ["7", "30", "90", "365", "custom", "never"] as const;
export type ExpiryPreset = (typeof expiryPresets)[number];

/** How long a credential shall live, as a form holds it; `date` (YYYY-MM-DD, UTC) counts for `custom` only. */
export type ExpiryChoice = { preset: ExpiryPreset; date: string };

/** Long enough for a release cycle, short enough that a forgotten credential ends by itself. */
export const defaultExpiry: ExpiryChoice = { preset: "90", date: "" };

export const expiryLabels: Record<ExpiryPreset, string> = {
  "7": "7 days",
  "30": "30 days",
  "90": "90 days",
  "365": "1 year",
  custom: "Custom date",
  never: "Never expires",
};

/** The first and the last day (YYYY-MM-DD, UTC) that a custom date may name. */
export function expiryDateRange(nowMs: number, maximumDays: number): { min: string; max: string } {
  return { min: dateAfter(nowMs, 1), max: dateAfter(nowMs, maximumDays) };
}

function dateAfter(nowMs: number, days: number): string {
  return new Date(nowMs + days * dayMs).toISOString().slice(0, 10);
}

export type ExpiryResult = { days: number | null; problem?: undefined } | { days?: undefined; problem: string };

/** Whole days from now, null for never, or what is wrong with the choice. */
export function expiryDays({ preset, date }: ExpiryChoice, nowMs: number, maximumDays: number): ExpiryResult {
  if (preset === "never") return { days: null };
  if (preset !== "custom") return { days: Number(preset) };
  const chosenMs = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(chosenMs)) return { problem: "Choose a date" };
  const days = Math.round((chosenMs - Math.floor(nowMs / dayMs) * dayMs) / dayMs);
  if (days < 1) return { problem: "Choose a date in the future" };
  if (days > maximumDays) return { problem: `Choose a date at most ${maximumDays} days from now` };
  return { days };
}

/** The instant at which a credential made now ends; null for never or while the choice is not complete. */
export function expiryInstant(choice: ExpiryChoice, nowMs: number, maximumDays: number): Date | null {
  const { days } = expiryDays(choice, nowMs, maximumDays);
  return days ? new Date(nowMs + days * dayMs) : null;
}
