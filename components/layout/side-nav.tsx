"use client";
import {
  AppWindow,
  Bell,
  BookOpen,
  Building2,
  ChartColumn,
  FileChartColumn,
  Fingerprint,
  FlaskConical,
  Gauge,
  KeyRound,
  Layers,
  MessageSquareText,
  ScrollText,
  ServerCog,
  Settings,
  ShieldCheck,
  Users,
  Webhook,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import { useNavNotes } from "./nav-notes";

/** The pages by what one does there; a group without a label stands alone. */
const groups = [
  { label: null, pages: [{ href: "/dashboard", label: "Overview", Icon: Gauge }] },
  {
    label: "API Platform",
    pages: [
      { href: "/dashboard/api-keys", label: "API Keys", Icon: KeyRound },
      { href: "/dashboard/tokens", label: "Tokens", Icon: Fingerprint },
      { href: "/dashboard/oauth-apps", label: "OAuth apps", Icon: AppWindow },
      { href: "/dashboard/webhooks", label: "Webhooks", Icon: Webhook },
    ],
  },
  {
    label: "Prompts",
    pages: [
      { href: "/dashboard/prompts", label: "Prompts", Icon: MessageSquareText },
      { href: "/dashboard/evaluations", label: "Evaluations", Icon: FlaskConical },
      { href: "/dashboard/reports", label: "Reports", Icon: FileChartColumn },
    ],
  },
  {
    label: "Activity",
    pages: [
      { href: "/dashboard/usage", label: "Usage", Icon: ChartColumn },
      { href: "/dashboard/alerts", label: "Alerts", Icon: Bell },
      { href: "/dashboard/audit-log", label: "Audit log", Icon: ScrollText },
    ],
  },
  {
    label: "Organization",
    pages: [
      { href: "/dashboard/team", label: "Team", Icon: Users },
      { href: "/dashboard/organization", label: "Organization", Icon: Building2 },
    ],
  },
  {
    label: "You",
    pages: [
      { href: "/dashboard/authorized-apps", label: "Authorized apps", Icon: ShieldCheck },
      { href: "/dashboard/settings", label: "Settings", Icon: Settings },
    ],
  },
];

/** For those who administer the deployment. */
const deployment = {
  label: "Deployment",
  pages: [{ href: "/dashboard/admin", label: "Administration", Icon: ServerCog }],
};

const elsewhere = [
  { href: "/docs", label: "Docs", Icon: BookOpen },
  { href: "/pricing", label: "Pricing", Icon: Layers },
];

const itemClass =
  "focus-ring flex min-h-8 shrink-0 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium transition-colors hover:bg-hover hover:text-foreground max-lg:min-h-11 pointer-coarse:min-h-11";

/** The dashboard's pages. */
export function SideNav({ onNavigate }: { onNavigate?: () => void }) {
  const path = usePathname();
  const { openAlerts, instanceAdmin } = useNavNotes();
  const nav = useRef<HTMLElement>(null);
  // On a low window the current page may be below the fold of the navigation.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another current page
  useEffect(() => {
    // In braces: newer browsers return a promise here, which React would take for a clean-up.
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [path]);
  return (
    <nav ref={nav} aria-label="Dashboard" className="flex flex-1 flex-col gap-0.5">
      {[...groups, ...(instanceAdmin ? [deployment] : [])].map(({ label: group, pages }) => (
        <div
          key={group ?? "first"}
          {...(group && { role: "group", "aria-label": group })}
          className="flex flex-col gap-0.5"
        >
          {group ? (
            <p aria-hidden className="px-2.5 pt-3 pb-1 text-xs font-medium text-muted">
              {group}
            </p>
          ) : null}
          {pages.map(({ href, label, Icon }) => {
            const current = href === "/dashboard" ? path === href : path === href || path.startsWith(`${href}/`);
            return (
              <Link
                key={href}
                href={href}
                {...(onNavigate && { onClick: onNavigate })}
                aria-current={current ? "page" : undefined}
                className={classNames(itemClass, current ? "bg-hover text-foreground" : "text-muted")}
              >
                <Icon aria-hidden className="size-4" />
                {label}
                {href === "/dashboard/alerts" && openAlerts > 0 && <OpenAlerts count={openAlerts} />}
              </Link>
            );
          })}
        </div>
      ))}
      <div className="mt-auto flex gap-0.5 pt-4">
        {elsewhere.map(({ href, label, Icon }) => (
          <Link
            key={href}
            href={href}
            {...(onNavigate && { onClick: onNavigate })}
            className={classNames(itemClass, "flex-1 text-muted")}
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </Link>
        ))}
      </div>
    </nav>
  );
}

function OpenAlerts({ count }: { count: number }) {
  return (
    <span className="ml-auto inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-warning-soft px-1.5 text-xs font-semibold text-warning-text tabular-nums">
      {count > 99 ? "99+" : count}
      <span className="sr-only"> open</span>
    </span>
  );
}
