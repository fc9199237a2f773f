import { MethodBadge } from "./method-badge";
import type { ReferenceEntry } from "./reference-entry";

/** Endpoints by name; each leads to its page. */
export function EndpointList({ entries }: { entries: readonly ReferenceEntry[] }) {
  return (
    <ul className="divide-y divide-border text-sm">
      {entries.map(({ id, href, method, path, summary }) => (
        // Addresses of endpoints once pointed into this page: the fragment still finds the way on.
        <li key={id} id={id} data-page={href} className="scroll-mt-20">
          <a href={href} className="group flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-2.5 pointer-coarse:py-3">
            <MethodBadge method={method} className="w-12 shrink-0 text-[0.6875rem]" />
            <code className="font-mono text-code break-all group-hover:underline">{path}</code>
            <span className="text-muted">{summary}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
