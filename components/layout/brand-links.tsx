import { branding } from "@/lib/access/branding";

const linkClass = "inline-flex min-h-6 items-center hover:text-foreground pointer-coarse:min-h-11";
const labels = [
  ["home", "Website"],
  ["docs", "Documentation"],
  ["support", "Support"],
  ["terms", "Terms"],
  ["privacy", "Privacy"],
] as const;

/** The addresses that the operator names, in the order in which every page has them. */
export function BrandLinks() {
  const { links = {} } = branding();
  return labels.map(([name, label]) => {
    const href = links[name];
    return (
      href && (
        <a key={name} href={href} className={linkClass}>
          {label}
        </a>
      )
    );
  });
}

/** The same as the foot of a page that has no other; nothing where there are none. */
export function BrandFooter() {
  if (Object.keys(branding().links ?? {}).length === 0) return null;
  return (
    <footer className="px-4 py-6 text-sm text-muted sm:px-8">
      <nav aria-label="Footer" className="flex flex-wrap justify-center gap-x-6 gap-y-1">
        <BrandLinks />
      </nav>
    </footer>
  );
}
