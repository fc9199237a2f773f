/** Where an endpoint's page lies. Pages of the reference come from memory as documents, so its links are plain ones. */
export function Breadcrumb({ product, label }: { product: string; label: string }) {
  const linkClass = "inline-flex min-h-6 items-center hover:text-foreground pointer-coarse:min-h-11";
  return (
    <nav aria-label="Breadcrumb" className="mb-4 text-sm text-muted">
      <ol className="flex flex-wrap items-center gap-x-1.5">
        <li>
          <a href="/docs" className={linkClass}>
            API reference
          </a>
        </li>
        <li aria-hidden>›</li>
        <li>
          <a href={`/docs/${product}`} className={linkClass}>
            {label}
          </a>
        </li>
      </ol>
    </nav>
  );
}
