import type { TimeText } from "@/components/ui/time-texts";

/** How long the old key of a rotation goes on working; values in seconds. */
export const gracePeriods = [
  { value: "0", label: "Now" },
  { value: "3600", label: "In 1 hour" },
  { value: "86400", label: "In 24 hours" },
  { value: "604800", label: "In 7 days" },
] as const;

/** When the old key ends, in words: never past its own expiry. */
export function graceText(seconds: number, expiresAt: string | null, nowMs: number, exact: TimeText): string {
  if (seconds === 0) return "At once. Programs that still use the old key fail until they have the new one.";
  const endMs = nowMs + seconds * 1000;
  const expiryMs = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
  if (expiryMs <= endMs) return `The old key works until its own expiry on ${exact(expiryMs)}, and never past it.`;
  const bound = expiresAt === null ? "" : `, never past its expiry on ${exact(expiryMs)}`;
  return `Both keys work until ${exact(endMs)}${bound}.`;
}
