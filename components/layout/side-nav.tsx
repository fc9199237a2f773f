"use client";
import { BookOpen, ChartColumn, Fingerprint, Gauge, KeyRound, Layers, Settings } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { classNames } from "@/components/ui/class-names";

const pages = [
  { href: "/dashboard", label: "Overview", Icon: Gauge },
  { href: "/dashboard/api-keys", label: "API keys", Icon: KeyRound },
  { href: "/dashboard/tokens", label: "Tokens", Icon: Fingerprint },
  { href: "/dashboard/usage", label: "Usage", Icon: ChartColumn },
  { href: "/dashboard/settings", label: "Settings", Icon: Settings },
];

const elsewhere = [
  { href: "/docs", label: "Docs", Icon: BookOpen },
  { href: "/pricing", label: "Pricing", Icon: Layers },
];

const itemClass =
  "focus-ring flex min-h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium transition-colors hover:bg-hover hover:text-foreground max-lg:min-h-11 pointer-coarse:min-h-11";

/** The dashboard's pages. */
export function SideNav({ onNavigate }: { onNavigate?: () => void }) {
  const path = usePathname();
  return (
    <nav aria-label="Dashboard" className="flex flex-1 flex-col gap-0.5">
      {pages.map(({ href, label, Icon }) => {
        const current = href === "/dashboard" ? path === href : path === href || path.startsWith(`${href}/`);
        return (
          <Link
            key={href}
            href={href}
            onClick={onNavigate}
            aria-current={current ? "page" : undefined}
            className={classNames(itemClass, current ? "bg-hover text-foreground" : "text-muted")}
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </Link>
        );
      })}
      <div className="mt-auto pt-6">
        {elsewhere.map(({ href, label, Icon }) => (
          <Link key={href} href={href} onClick={onNavigate} className={classNames(itemClass, "text-muted")}>
            <Icon aria-hidden className="size-4" />
            {label}
          </Link>
        ))}
      </div>
    </nav>
  );
}
