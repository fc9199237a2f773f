import { ChevronRight } from "lucide-react";
import Link from "next/link";

/** Where a page lies: the lists above it, each a link, and the page itself where it has a name of its own. */
export function BackLink({
  href,
  label,
  current,
  above = [],
}: {
  href: string;
  label: string;
  /** The page's own name. */
  current?: string;
  /** What lies above the list. */
  above?: readonly { href: string; label: string }[];
}) {
  return (
    <nav aria-label="Breadcrumb" className="mb-4 text-sm text-muted">
      <ol className="flex min-w-0 flex-wrap items-center gap-x-1.5">
        {[...above, { href, label }].map((place) => (
          <li key={place.href} className="flex items-center gap-1.5">
            <Link
              href={place.href}
              className="inline-flex min-h-6 items-center hover:text-foreground pointer-coarse:min-h-11"
            >
              {place.label}
            </Link>
            <ChevronRight aria-hidden className="size-3.5 shrink-0" />
          </li>
        ))}
        {current !== undefined && (
          <li aria-current="page" className="min-w-0 max-w-64 text-foreground">
            <bdi className="block truncate text-left">{current}</bdi>
          </li>
        )}
      </ol>
    </nav>
  );
}
