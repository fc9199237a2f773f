import { RelativeTime } from "./relative-time";

/** When something was used last, if it ever was. */
export function LastUsedTime({ at }: { at: string | null }) {
  return at ? <RelativeTime at={at} /> : <span className="text-muted">Never used</span>;
}
