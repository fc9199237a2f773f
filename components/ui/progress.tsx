import { classNames } from "./class-names";

const tones = { accent: "bg-accent", warning: "bg-warning", danger: "bg-danger", success: "bg-success" };

/** How much of `max` is used. Without a tone it warns by itself from 80 %, and turns red once that is used up. */
export function Progress({
  value,
  max,
  label,
  tone,
  isUsedUp = max > 0 && value >= max,
}: {
  value: number;
  max: number;
  label: string;
  tone?: keyof typeof tones;
  /** Given where it is not at the end: with room for a burst, or where nothing is allowed at all. */
  isUsedUp?: boolean;
}) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  const shown = tone ?? (isUsedUp ? "danger" : share >= 0.8 ? "warning" : "accent");
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(value, max)}
      className="h-1.5 w-full overflow-hidden rounded-full bg-border"
    >
      <div
        className={classNames("h-full rounded-full transition-[width]", value > 0 && "min-w-1", tones[shown])}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}
