"use client";
import { Menu as MenuIcon, Plus } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { dialogPanel } from "@/components/ui/dialog";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { toastList } from "@/components/ui/toast";
import { useFocusReturn } from "@/components/ui/use-focus-return";
import { foldedCookieOf } from "./folded-groups";
import { IntentLink } from "./intent-link";
import { Logo } from "./logo";
import { SearchButton } from "./search-button";
import { navClass, shellButtonClass } from "./shell-classes";
import { type Folding, SideNav } from "./side-nav";
import { SkipLink } from "./skip-link";
import { type ShellUser, UserMenu } from "./user-menu";

/** Opens the form of a new key, from wherever one is. */
export const createKeyHref = "/dashboard/api-keys?create=1";

const navDrawer = partOf(async () => (await import("./nav-drawer")).NavDrawer);

/** What a click soon needs is loaded once the page is at rest. */
function usePrepared(): void {
  useEffect(() => {
    const prepare = () => Promise.all([dialogPanel, toastList, navDrawer].map((part) => part.prepare()));
    // Safari knows no idle callbacks. What fails to load now is loaded when it is needed.
    (window.requestIdleCallback ?? window.setTimeout)(() => void prepare().catch(() => undefined));
  }, []);
}

/** The frame of every dashboard page: a sidebar, below 1024 px a top bar with the same navigation in a drawer. */
export function AppShell({
  user,
  organization,
  folded: foldedAtFirst,
  children,
}: {
  user: ShellUser;
  /** Whom the dashboard acts for, and the way to others. */
  organization: ReactNode;
  /** The groups of the navigation that the reader folded. */
  folded: readonly string[];
  children: ReactNode;
}) {
  const folding = useFolding(foldedAtFirst);
  usePrepared();
  return (
    <div className="lg:pl-60">
      <SkipLink />
      <aside className="fixed inset-y-0 left-0 hidden w-60 flex-col gap-2 border-r bg-surface p-3 lg:flex">
        <div className="flex items-center gap-1 pl-1">
          <div className="flex-1">
            <Logo href="/dashboard" />
          </div>
          <SearchButton />
          <IntentLink
            href={createKeyHref}
            title="Create API key"
            className="focus-ring inline-flex size-8 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-foreground pointer-coarse:h-11"
          >
            <Plus aria-hidden className="size-4" />
            <span className="sr-only">New API key</span>
          </IntentLink>
        </div>
        {organization}
        <div className={navClass}>
          <SideNav folding={folding} />
        </div>
        <div className="border-t pt-2">
          <UserMenu user={user} />
        </div>
      </aside>
      <TopBar user={user} organization={organization} folding={folding} />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl px-4 py-6 outline-none sm:px-8 sm:py-10">
        {children}
      </main>
    </div>
  );
}

function useFolding(atFirst: readonly string[]): Folding {
  const [folded, setFolded] = useState(atFirst);
  const toggle = useCallback(
    (id: string) => {
      const next = folded.includes(id) ? folded.filter((one) => one !== id) : [...folded, id];
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist on plain HTTP
      document.cookie = foldedCookieOf(next);
      setFolded(next);
    },
    [folded],
  );
  return { folded, toggle };
}

function TopBar({ user, organization, folding }: { user: ShellUser; organization: ReactNode; folding: Folding }) {
  const [open, setOpen] = useState(false);
  useFocusReturn(open);
  return (
    <header className="sticky top-0 z-30 flex items-center gap-1 border-b bg-surface px-2 py-1.5 lg:hidden">
      <button
        type="button"
        aria-label="Menu"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        className={shellButtonClass}
      >
        <MenuIcon aria-hidden className="size-5" />
      </button>
      {open && (
        <OnDemand part={navDrawer} organization={organization} folding={folding} onClose={() => setOpen(false)} />
      )}
      <div className="min-w-0 flex-1">
        <Logo href="/dashboard" />
      </div>
      <SearchButton compact />
      <IntentLink href={createKeyHref} className={shellButtonClass}>
        <Plus aria-hidden className="size-5" />
        <span className="sr-only">New API key</span>
      </IntentLink>
      <div>
        <UserMenu user={user} compact />
      </div>
    </header>
  );
}
