"use client";
import {
  BookOpen,
  Building2,
  ChartColumn,
  Fingerprint,
  Gauge,
  KeyRound,
  Layers,
  Settings,
  Users,
  Webhook,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { classNames } from "@/components/ui/class-names";

/** The pages by what one does there; a group without a label stands alone. */
const groups = [
  { label: null, pages: [{ href: "/dashboard", label: "Overview", Icon: Gauge }] },
  {
    label: "Access",
    pages: [
      { href: "/dashboard/api-keys", label: "API keys", Icon: KeyRound },
      { href: "/dashboard/tokens", label: "Tokens", Icon: Fingerprint },
      { href: "/dashboard/webhooks", label: "Webhooks", Icon: Webhook },
    ],
  },
  { label: "Activity", pages: [{ href: "/dashboard/usage", label: "Usage", Icon: ChartColumn }] },
  {
    label: "Organization",
    pages: [
      { href: "/dashboard/team", label: "Team", Icon: Users },
      { href: "/dashboard/organization", label: "Organization", Icon: Building2 },
    ],
  },
  { label: "You", pages: [{ href: "/dashboard/settings", label: "Settings", Icon: Settings }] },
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
      {groups.map(({ label: group, pages }) => (
        <div key={group ?? "first"} className="flex flex-col gap-0.5">
          {group ? <p className="px-2.5 pt-4 pb-1 text-xs font-medium text-muted">{group}</p> : null}
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
        </div>
      ))}
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
