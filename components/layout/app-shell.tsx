"use client";
import { Menu as MenuIcon, Plus, X } from "lucide-react";
import * as Radix from "radix-ui/dialog";
import { type ReactNode, useCallback, useState } from "react";
import { foldedCookieOf } from "./folded-groups";
import { IntentLink } from "./intent-link";
import { Logo } from "./logo";
import { SearchButton } from "./search-button";
import { type Folding, SideNav } from "./side-nav";
import { SkipLink } from "./skip-link";
import { type ShellUser, UserMenu } from "./user-menu";

/** Opens the form of a new key, from wherever one is. */
export const createKeyHref = "/dashboard/api-keys?create=1";

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
            className="focus-ring inline-flex size-8 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-foreground"
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
  return (
    <header className="sticky top-0 z-30 flex items-center gap-1 border-b bg-surface px-2 py-1.5 lg:hidden">
      <Radix.Root open={open} onOpenChange={setOpen}>
        <Radix.Trigger aria-label="Menu" className={iconButtonClass}>
          <MenuIcon aria-hidden className="size-5" />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-40 animate-overlay-in bg-overlay" />
          <Radix.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] animate-drawer-in flex-col gap-3 border-r bg-surface p-3 shadow-overlay outline-none"
          >
            <div className="flex items-center justify-between pl-2.5">
              <Radix.Title className="font-semibold">Menu</Radix.Title>
              <Radix.Close aria-label="Close" className={iconButtonClass}>
                <X aria-hidden className="size-5" />
              </Radix.Close>
            </div>
            {organization}
            <div className={navClass}>
              <SideNav folding={folding} onNavigate={() => setOpen(false)} />
            </div>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
      <div className="min-w-0 flex-1">
        <Logo href="/dashboard" />
      </div>
      <SearchButton compact />
      <IntentLink href={createKeyHref} className={iconButtonClass}>
        <Plus aria-hidden className="size-5" />
        <span className="sr-only">New API key</span>
      </IntentLink>
      <div>
        <UserMenu user={user} compact />
      </div>
    </header>
  );
}

/** The navigation scrolls by itself, between what stays in view; it fades out below where there is more. */
const navClass =
  "-mx-3 flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain scroll-pb-4 px-3 pt-0.5 pb-3 [mask-image:linear-gradient(to_bottom,black_calc(100%-0.75rem),transparent)]";

const iconButtonClass =
  "focus-ring inline-flex size-11 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-foreground";
