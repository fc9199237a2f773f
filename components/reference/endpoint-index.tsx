import { MethodBadge } from "./method-badge";
import type { ReferenceGroup } from "./reference-entry";
import { Filterable } from "./reference-filter";

/** A product's endpoints by name; each leads to its place on the product's page. */
export function EndpointIndex({ group: { product, label, description, entries } }: { group: ReferenceGroup }) {
  return (
    <Filterable texts={entries.map(({ searchText }) => searchText)}>
      <section aria-labelledby={product} className="pb-10">
        <h2 id={product} className="scroll-mt-20 border-t pt-10 text-title">
          <a href={`/docs/${product}`} className="hover:underline">
            {label}
          </a>
        </h2>
        <p className="mt-1 mb-4 text-muted">{description}</p>
        <ul className="divide-y divide-border text-sm">
          {entries.map(({ id, method, path, summary, searchText }) => (
            // Addresses of endpoints once pointed into this page: the fragment still finds the way on.
            <li key={id} id={id} className="scroll-mt-20">
              <Filterable texts={[searchText]}>
                <a
                  href={`/docs/${product}#${id}`}
                  className="group flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-2"
                >
                  <MethodBadge method={method} className="w-12 shrink-0 text-[0.6875rem]" />
                  <code className="font-mono text-code break-all group-hover:underline">{path}</code>
                  <span className="text-muted">{summary}</span>
                </a>
              </Filterable>
            </li>
          ))}
        </ul>
      </section>
    </Filterable>
  );
}
