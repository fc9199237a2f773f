import Link from "next/link";
import type { ReactNode } from "react";

/** What a row is called, cut where it is too long, with a line about it below; `href` leads to its page. */
export function NameCell({
  name,
  title = name,
  href,
  note,
  mono = false,
  children,
}: {
  name: string;
  /** In full, on hover. */
  title?: string;
  href?: string;
  note?: ReactNode;
  /** The note is code. */
  mono?: boolean;
  children?: ReactNode;
}) {
  return (
    <>
      {href ? (
        <Link href={href} className="block truncate font-medium text-foreground hover:underline" title={title}>
          {name}
        </Link>
      ) : (
        <span className="block truncate font-medium" title={title}>
          {name}
        </span>
      )}
      {note && <span className={`block truncate text-xs text-muted ${mono ? "font-mono" : ""}`}>{note}</span>}
      {children}
    </>
  );
}
