import { MethodBadge } from "./method-badge";
import type { ReferenceGroup } from "./reference-entry";
import { Filterable } from "./reference-filter";

const linkClass =
  "flex min-h-7 items-center gap-2 rounded-md px-2 text-[0.8125rem] text-muted hover:bg-hover hover:text-foreground";

/** The reference's table of contents; `guides` are the sections before the endpoints. */
export function ReferenceNav({
  guides,
  groups,
}: {
  guides: readonly { id: string; label: string }[];
  groups: readonly ReferenceGroup[];
}) {
  return (
    <nav aria-label="Reference" className="flex flex-col gap-5">
      <Filterable texts={[]}>
        <ul>
          {guides.map(({ id, label }) => (
            <li key={id}>
              <a href={`#${id}`} className={linkClass}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </Filterable>
      {groups.map(({ product, label, entries }) => (
        <Filterable key={product} texts={entries.map(({ searchText }) => searchText)}>
          <h2 className="px-2 pb-1 text-[0.8125rem] font-semibold">{label}</h2>
          <ul>
            {entries.map(({ id, method, path, summary, searchText }) => (
              <li key={id}>
                <Filterable texts={[searchText]}>
                  <a href={`#${id}`} title={summary} className={linkClass}>
                    <MethodBadge method={method} className="w-12 shrink-0 text-[0.6875rem]" />
                    <span className="truncate font-mono text-xs">{path}</span>
                  </a>
                </Filterable>
              </li>
            ))}
          </ul>
        </Filterable>
      ))}
    </nav>
  );
}
