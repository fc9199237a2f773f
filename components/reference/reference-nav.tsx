import { classNames } from "@/components/ui/class-names";
import { MethodBadge } from "./method-badge";
import type { ReferenceGroup } from "./reference-entry";

const linkClass =
  "flex min-h-7 items-center gap-2 rounded-md px-2 text-[0.8125rem] text-muted hover:bg-hover hover:text-foreground pointer-coarse:min-h-11";

/** The sections of the reference's first page. */
const guides = [
  { id: "authentication", label: "Authentication" },
  { id: "limits", label: "Limits" },
  { id: "errors", label: "Errors" },
];

/** Which page of the reference is shown: a product's, an endpoint's of it, or, without a product, the first one. */
export type Place = { product: string | null; endpoint?: string };

/** The reference's table of contents: the guides, the products, and the endpoints of the product that is shown. */
export function ReferenceNav({ groups, place }: { groups: readonly ReferenceGroup[]; place: Place }) {
  return (
    <nav aria-label="Reference" className="flex flex-col gap-5">
      <ul>
        {guides.map(({ id, label }) => (
          <li key={id}>
            <a href={place.product === null ? `#${id}` : `/docs#${id}`} className={linkClass}>
              {label}
            </a>
          </li>
        ))}
      </ul>
      <div>
        <h2 className="px-2 pb-1 text-[0.8125rem] font-semibold">Products</h2>
        <ul>
          {groups.map(({ product, label, entries }) => (
            <li key={product}>
              <a
                href={`/docs/${product}`}
                aria-current={product === place.product && place.endpoint === undefined ? "page" : undefined}
                className={classNames(linkClass, product === place.product && "bg-hover text-foreground")}
              >
                {label}
              </a>
              {product === place.product && <EndpointLinks entries={entries} current={place.endpoint} />}
            </li>
          ))}
        </ul>
      </div>
    </nav>
  );
}

function EndpointLinks({ entries, current }: { entries: ReferenceGroup["entries"]; current: string | undefined }) {
  return (
    <ul className="my-1">
      {entries.map(({ id, href, method, path, summary }) => (
        <li key={id}>
          <a
            href={href}
            title={summary}
            aria-current={id === current ? "page" : undefined}
            className={classNames(linkClass, id === current && "bg-hover text-foreground")}
          >
            <MethodBadge method={method} className="w-12 shrink-0 text-[0.6875rem]" />
            <span className="truncate font-mono text-xs">{path}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
