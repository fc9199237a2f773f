import Link from "next/link";
import type { ReactNode } from "react";

/**
 * What a row is called, cut where it is too long, with a line about it below; `href` leads to its page. A name that is
 * written from right to left keeps to itself, and is cut at its own end, which is the left one.
 */
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
        <Link
          href={href}
          className="block font-medium text-foreground hover:underline pointer-coarse:relative pointer-coarse:-my-3 pointer-coarse:py-3"
          title={title}
        >
          <bdi className="block truncate text-left">{name}</bdi>
        </Link>
      ) : (
        <span className="block font-medium" title={title}>
          <bdi className="block truncate text-left">{name}</bdi>
        </span>
      )}
      {note && <span className={`block truncate text-xs text-muted ${mono ? "font-mono" : ""}`}>{note}</span>}
      {children}
    </>
  );
}
