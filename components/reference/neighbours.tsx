import { ArrowLeft, ArrowRight } from "lucide-react";
import type { ReferenceEntry } from "./reference-entry";

const linkClass = "inline-flex min-h-9 min-w-0 items-center gap-2 text-sm text-muted hover:text-foreground";

/** The endpoints before and after one, for reading on. */
export function Neighbours({ entries, id }: { entries: readonly ReferenceEntry[]; id: string }) {
  const place = entries.findIndex((entry) => entry.id === id);
  const [before, after] = [entries[place - 1], entries[place + 1]];
  return (
    <nav aria-label="Endpoints before and after" className="mt-12 flex justify-between gap-6 border-t pt-4">
      {before ? (
        <a href={before.href} className={linkClass}>
          <ArrowLeft aria-hidden className="size-4 shrink-0" />
          {before.title}
        </a>
      ) : (
        <span />
      )}
      {after && (
        <a href={after.href} className={`${linkClass} text-right`}>
          {after.title}
          <ArrowRight aria-hidden className="size-4 shrink-0" />
        </a>
      )}
    </nav>
  );
}
