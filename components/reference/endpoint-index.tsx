import { EndpointList } from "./endpoint-list";
import type { ReferenceGroup } from "./reference-entry";

/** A product's endpoints under its name, which leads to the product's page. */
export function EndpointIndex({ group: { product, label, description, entries } }: { group: ReferenceGroup }) {
  return (
    <section aria-labelledby={product} className="pb-10">
      <h2 id={product} className="scroll-mt-20 border-t pt-10 text-title">
        <a href={`/docs/${product}`} className="hover:underline">
          {label}
        </a>
      </h2>
      <p className="mt-1 mb-4 text-muted">{description}</p>
      <EndpointList entries={entries} />
    </section>
  );
}
