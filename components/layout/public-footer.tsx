import { isRenamed, productName } from "@/lib/access/branding";
import type { Theme } from "@/lib/http/theme";
import { BrandLinks } from "./brand-links";
import { ThemeSwitch } from "./theme-switch";

const linkClass = "inline-flex min-h-6 items-center hover:text-foreground pointer-coarse:min-h-11";

/** The foot of every public page. */
export function PublicFooter({ theme }: { theme: Theme }) {
  return (
    <footer className="border-t">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center justify-between gap-x-8 gap-y-4 px-4 py-8 text-sm text-muted sm:px-8">
        <p>{isRenamed() ? productName() : `${productName()}, the access platform you host yourself.`}</p>
        <nav aria-label="Footer" className="flex flex-wrap gap-x-6 gap-y-1">
          <a href="/docs" className={linkClass}>
            API reference
          </a>
          <a href="/pricing" className={linkClass}>
            Pricing
          </a>
          <a href="/status" className={linkClass}>
            Status
          </a>
          {/* A file, not a page: nothing to prefetch. */}
          <a href="/openapi.json" className={linkClass}>
            OpenAPI
          </a>
          <BrandLinks />
        </nav>
        <ThemeSwitch initial={theme} />
      </div>
    </footer>
  );
}
