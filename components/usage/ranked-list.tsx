import Link from "next/link";
import type { ReactNode } from "react";
import { count, percent } from "@/components/ui/figures";
import { shareOf } from "./usage-series";

export type RankedItem = { id: string; name: string; requests: number };

/** Names by their number of requests, each with a bar for its share of `total`. */
export function RankedList({
  items,
  total,
  empty,
  action,
  mono = false,
}: {
  items: readonly RankedItem[];
  total: number;
  empty: string;
  /** What choosing a row does. */
  action?: { href: (id: string) => string } | { select: (id: string) => void };
  /** For names that are code, such as endpoints. */
  mono?: boolean;
}) {
  if (items.length === 0) return <p className="py-6 text-center text-sm text-muted">{empty}</p>;
  return (
    <ol className="-mx-2 -my-1 space-y-0.5">
      {items.map((item) => (
        <li key={item.id}>
          <Choice action={action} id={item.id}>
            <Row item={item} total={total} mono={mono} />
          </Choice>
        </li>
      ))}
    </ol>
  );
}

const choiceClass =
  "focus-ring block w-full rounded-lg px-2 py-2 text-left transition-colors hover:bg-hover pointer-coarse:py-2.5";

function Choice({
  action,
  id,
  children,
}: {
  action: { href: (id: string) => string } | { select: (id: string) => void } | undefined;
  id: string;
  children: ReactNode;
}) {
  if (!action) return <div className="px-2 py-2">{children}</div>;
  if ("href" in action) {
    return (
      <Link href={action.href(id)} className={choiceClass}>
        {children}
      </Link>
    );
  }
  return (
    <button type="button" onClick={() => action.select(id)} className={choiceClass}>
      {children}
    </button>
  );
}

function Row({ item, total, mono }: { item: RankedItem; total: number; mono: boolean }) {
  const share = shareOf(item.requests, total);
  return (
    <>
      <span className="flex items-baseline justify-between gap-4 text-sm">
        <span className={mono ? "min-w-0 font-mono text-[0.8125rem] break-all" : "min-w-0 truncate"} title={item.name}>
          {item.name}
        </span>
        <span className="shrink-0 tabular-nums">
          {count(item.requests)} <span className="ml-1 inline-block w-12 text-right text-muted">{percent(share)}</span>
        </span>
      </span>
      <span className="mt-1.5 block h-1 overflow-hidden rounded-full bg-border/60" aria-hidden="true">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${(share ?? 0) * 100}%` }} />
      </span>
    </>
  );
}
