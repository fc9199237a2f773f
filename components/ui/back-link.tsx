import { ArrowLeft } from "lucide-react";
import Link from "next/link";

/** The way up from a detail page to its list. */
export function BackLink({ href, label }: { href: string; label: string }) {
  return (
    <Link
      href={href}
      className="mb-4 inline-flex min-h-6 items-center gap-1.5 text-sm text-muted hover:text-foreground pointer-coarse:min-h-11"
    >
      <ArrowLeft aria-hidden className="size-4" />
      {label}
    </Link>
  );
}
