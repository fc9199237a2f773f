"use client";
import { ChevronDown } from "lucide-react";
import { usePathname } from "next/navigation";
import { useEffect, useId, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import { IntentLink } from "./intent-link";
import { useNavNotes } from "./nav-notes";
import { alertsHref, deploymentGroup, isAt, type NavGroup, publicPages, shownGroups } from "./navigation";

/** Which groups are folded, and the way to change it. */
export type Folding = { folded: readonly string[]; toggle: (groupId: string) => void };

const itemClass =
  "focus-ring flex min-h-7 shrink-0 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium transition-colors hover:bg-hover hover:text-foreground max-lg:min-h-11 pointer-coarse:min-h-11";

/** The dashboard's pages in groups that fold. */
export function SideNav({ folding, onNavigate }: { folding: Folding; onNavigate?: () => void }) {
  const path = usePathname();
  const { instanceAdmin } = useNavNotes();
  const nav = useRef<HTMLElement>(null);
  // On a low window the current page may be below the fold of the navigation.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another current page
  useEffect(() => {
    // In braces: newer browsers return a promise here, which React would take for a clean-up.
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [path]);
  return (
    <nav ref={nav} aria-label="Dashboard" className="flex flex-1 flex-col">
      {[...shownGroups(), ...(instanceAdmin ? [deploymentGroup] : [])].map((group) => (
        <Group key={group.id} group={group} path={path} folding={folding} {...(onNavigate ? { onNavigate } : {})} />
      ))}
      <div className="mt-auto flex gap-0.5 pt-2">
        {publicPages.map(({ href, label, Icon }) => (
          <IntentLink
            key={href}
            href={href}
            {...(onNavigate && { onClick: onNavigate })}
            className={classNames(itemClass, "flex-1 text-muted")}
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </IntentLink>
        ))}
      </div>
    </nav>
  );
}

function Group({
  group: { id, label, pages },
  path,
  folding: { folded, toggle },
  onNavigate,
}: {
  group: NavGroup;
  path: string;
  folding: Folding;
  onNavigate?: () => void;
}) {
  const listId = useId();
  const { openAlerts } = useNavNotes();
  const isFolded = label !== null && folded.includes(id);
  // The page one is on stays in view: a folded group would not say where one is.
  const shown = isFolded ? pages.filter((page) => isAt(page, path)) : pages;
  const hidesAlerts = isFolded && pages.some(({ href }) => href === alertsHref) && !isAt({ href: alertsHref }, path);
  return (
    <div {...(label !== null && { role: "group", "aria-label": label })} className="flex flex-col">
      {label !== null && (
        <button
          type="button"
          aria-expanded={!isFolded}
          aria-controls={listId}
          onClick={() => toggle(id)}
          className="group focus-ring mt-1.5 flex min-h-6 items-center gap-1 rounded-lg px-2.5 text-left text-xs font-medium text-muted hover:text-foreground max-lg:min-h-11 pointer-coarse:min-h-11"
        >
          {label}
          <ChevronDown
            aria-hidden
            className={classNames(
              "size-3.5 transition-transform",
              isFolded
                ? "-rotate-90"
                : "opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100 max-lg:opacity-100",
            )}
          />
          {hidesAlerts && openAlerts > 0 && <OpenAlerts count={openAlerts} />}
        </button>
      )}
      <div id={listId} className="flex flex-col">
        {shown.map((page) => (
          <IntentLink
            key={page.href}
            href={page.href}
            {...(onNavigate && { onClick: onNavigate })}
            aria-current={isAt(page, path) ? "page" : undefined}
            className={classNames(itemClass, isAt(page, path) ? "bg-hover text-foreground" : "text-muted")}
          >
            <page.Icon aria-hidden className="size-4" />
            {page.label}
            {page.href === alertsHref && openAlerts > 0 && <OpenAlerts count={openAlerts} />}
          </IntentLink>
        ))}
      </div>
    </div>
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
