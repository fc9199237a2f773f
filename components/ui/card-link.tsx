import Link from "next/link";
import type { ReactNode } from "react";

/** A card's way to where more is, at its heading: as large as a finger on touch, without making the heading row higher. */
export function CardLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="py-1 text-sm font-medium pointer-coarse:-my-2 pointer-coarse:py-3 text-accent-text hover:underline"
    >
      {children}
    </Link>
  );
}
