/** A UTC day: how often the part was looked at, and how often it failed. */
type Day = { dayMs: number; looks: number; failed: number };

/** How a part does now, and how it did on each of the last days. */
export function PartHistory({ name, state, days }: { name: string; state: string; days: readonly Day[] }) {
  const looks = days.reduce((sum, day) => sum + day.looks, 0);
  const failed = days.reduce((sum, day) => sum + day.failed, 0);
  const told = looks === 0 ? "nothing is known of the last days" : `worked ${share(looks, failed)} of the time`;
  return (
    <li className="py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="font-medium">{name}</span>
        <span className="text-sm text-muted">{state}</span>
      </div>
      <div role="img" aria-label={`${name}: ${told}`} className="mt-2 flex h-8 gap-px">
        {days.map(({ dayMs, looks: seen, failed: bad }) => (
          <span
            key={dayMs}
            title={`${new Date(dayMs).toISOString().slice(0, 10)}: ${seen === 0 ? "not known" : share(seen, bad)}`}
            className={`min-w-0 flex-1 rounded-xs ${barOf(seen, bad)}`}
          />
        ))}
      </div>
      <p className="mt-1 text-sm text-muted">{told.charAt(0).toUpperCase() + told.slice(1)}</p>
    </li>
  );
}

function barOf(looks: number, failed: number): string {
  if (looks === 0) return "bg-border";
  if (failed === 0) return "bg-success";
  return failed / looks < 0.05 ? "bg-warning" : "bg-danger";
}

/** Rounded down: something that failed once did not work all the time. */
function share(looks: number, failed: number): string {
  return `${Math.floor(((looks - failed) / looks) * 10_000) / 100}%`;
}
