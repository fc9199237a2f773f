"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import { adminPages } from "./admin-pages";

/** The pages of administration. */
export function AdminTabs() {
  const path = usePathname();
  const nav = useRef<HTMLElement>(null);
  // On phones most of them lie beyond the edge. Only this row is moved, never the page.
  useEffect(() => {
    const row = nav.current;
    const current = row?.querySelector<HTMLElement>(`[href="${path}"]`);
    if (row && current)
      row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  }, [path]);
  return (
    <nav ref={nav} aria-label="Administration" className="mb-6 flex gap-1 overflow-x-auto border-b">
      {adminPages.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? "page" : undefined}
          className={classNames(
            "focus-ring -mb-px inline-flex min-h-11 items-center border-b-2 px-3 text-sm font-medium whitespace-nowrap",
            path === href ? "border-accent text-foreground" : "border-transparent text-muted hover:text-foreground",
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
