import { Button } from "./button";

/** A setting that was changed elsewhere while a form was open: what it is now, and what its reader typed, if anything. */
export type SettingElsewhere = { label: string; theirs: string; yours: string | null };

/** Tells what was changed elsewhere meanwhile, with both values; what was not touched here has been taken over. */
export function ChangedElsewhereNotice({ rows }: { rows: readonly (SettingElsewhere & { onTake: () => void })[] }) {
  if (rows.length === 0) return null;
  return (
    <ul aria-label="Changed elsewhere" className="flex flex-col gap-2 rounded-lg border px-3 py-2.5 text-sm">
      {rows.map(({ label, theirs, yours, onTake }) => (
        <li key={label} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
          <span className="min-w-0 wrap-anywhere">
            <span className="font-medium">{label}</span>: it is now <bdi className="font-medium">{theirs}</bdi>
            {yours === null ? (
              <span className="text-muted">, which is taken over here.</span>
            ) : (
              <span className="text-muted">
                ; you have <bdi className="font-medium text-foreground">{yours}</bdi>. Saving again puts yours in its
                place.
              </span>
            )}
          </span>
          {yours !== null && (
            <Button size="sm" onClick={onTake} aria-label={`Take theirs: ${label}`}>
              Take theirs
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
