"use client";
import { Check, ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { MenuLabel, MenuLink, MenuRow, MenuSeparator } from "@/components/ui/menu";
import { MenuFrame } from "@/components/ui/menu-frame";
import { themeOf } from "@/lib/http/theme";
import { useCommands } from "./commands";
import { accountPages, type NavPage } from "./navigation";
import { useSignOut } from "./use-sign-out";
import { useTheme } from "./use-theme";

/** Who is signed in. */
export type ShellUser = { name: string; email: string };

const themeChoices = [
  { value: "system", label: "System", Icon: Monitor },
  { value: "light", label: "Light", Icon: Sun },
  { value: "dark", label: "Dark", Icon: Moon },
];

/** What is about the reader, behind their name; `compact` shows the initial only. */
export function UserMenu({ user, compact = false }: { user: ShellUser; compact?: boolean }) {
  const signOut = useSignOut();
  const { openShortcuts } = useCommands();
  return (
    <MenuFrame
      align="end"
      className="w-56"
      trigger={
        <button
          type="button"
          aria-label={compact ? "Your account" : undefined}
          className="focus-ring flex min-h-11 w-full min-w-0 items-center gap-2.5 rounded-lg p-1.5 text-left text-sm hover:bg-hover data-[state=open]:bg-hover"
        >
          <span
            aria-hidden
            className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent-text uppercase"
          >
            {[...user.name][0]}
          </span>
          {!compact && (
            <>
              <span className="min-w-0 flex-1">
                <bdi className="block truncate text-left font-medium">{user.name}</bdi>
                <span className="block truncate text-xs text-muted">{user.email}</span>
              </span>
              <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
            </>
          )}
        </button>
      }
    >
      <div className="px-2.5 py-2 text-sm">
        <p className="font-medium">
          <bdi className="block truncate text-left">{user.name}</bdi>
        </p>
        <p className="truncate text-xs text-muted">{user.email}</p>
      </div>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      <ThemeItems />
      <MenuSeparator />
      <Links pages={accountPages} />
      <MenuSeparator />
      <MenuRow onSelect={openShortcuts}>
        <Keyboard aria-hidden />
        Keyboard shortcuts
      </MenuRow>
      <MenuSeparator />
      <MenuRow onSelect={signOut}>
        <LogOut aria-hidden />
        Sign out
      </MenuRow>
    </MenuFrame>
  );
}

function Links({ pages }: { pages: readonly NavPage[] }) {
  return pages.map(({ href, label, Icon }) => (
    <MenuLink key={href} href={href}>
      <Icon aria-hidden />
      {label}
    </MenuLink>
  ));
}

/** Rendered only while the menu is open, so the document is there to be read. */
function ThemeItems() {
  const [theme, setTheme] = useTheme();
  return themeChoices.map(({ value, label, Icon }) => (
    <MenuRow key={value} checked={theme === value} stays onSelect={() => setTheme(themeOf(value))}>
      <Icon aria-hidden />
      <span className="flex-1">{label}</span>
      {theme === value && <Check aria-hidden />}
    </MenuRow>
  ));
}
