import { CircleAlert, CircleCheck } from "lucide-react";
import { ScrollList } from "@/components/ui/scroll-list";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { keyCount } from "./bulk-selection";

/** What became of one key. */
export type BulkResult = { id: string; ok: boolean; error: { message: string } | null };

/** What became of each of several keys, those first to which it did not happen. */
export function BulkResults({
  keys,
  results,
  done,
}: {
  keys: readonly ApiKey[];
  results: readonly BulkResult[];
  /** What happened: "revoked". */
  done: string;
}) {
  const failed = results.filter(({ ok }) => !ok);
  const nameOf = new Map(keys.map(({ id, name }) => [id, name]));
  const hintOf = new Map(keys.map(({ id, hint }) => [id, hint]));
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p role="status">
        {keyCount(results.length - failed.length)} {done}
        {failed.length > 0 && `, ${failed.length.toLocaleString("en")} not`}.
      </p>
      <ScrollList label="Results" className="max-h-80 divide-y rounded-lg border">
        {[...failed, ...results.filter(({ ok }) => ok)].map(({ id, ok, error }) => (
          <li key={id} className="flex items-start gap-2.5 px-3 py-2">
            {ok ? (
              <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success-text" />
            ) : (
              <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger-text" />
            )}
            <span className="min-w-0 flex-1">
              <bdi className="block truncate text-left font-medium">{nameOf.get(id) ?? id}</bdi>
              <span className="block truncate font-mono text-xs text-muted">{hintOf.get(id)}</span>
              {error && <span className="block text-danger-text">{error.message}.</span>}
            </span>
            {ok && <span className="shrink-0 text-muted">{done}</span>}
          </li>
        ))}
      </ScrollList>
    </div>
  );
}

/** The keys that something is about to happen to. */
export function ChosenKeys({ keys }: { keys: readonly ApiKey[] }) {
  return (
    <ScrollList label="Selected keys" className="max-h-40 rounded-lg border bg-surface-sunken px-3 py-2">
      {keys.map(({ id, name, hint }) => (
        <li key={id} className="flex min-w-0 items-baseline gap-2 leading-6">
          <bdi className="truncate text-left text-foreground">{name}</bdi>
          <span className="shrink-0 font-mono text-xs">{hint}</span>
        </li>
      ))}
    </ScrollList>
  );
}
