"use client";
import { Check, ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Sun } from "lucide-react";
import Link from "next/link";
import * as Radix from "radix-ui/dropdown-menu";
import { menuItemClass, menuPanelClass } from "@/components/ui/menu";
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
    <Radix.Root modal={false}>
      <Radix.Trigger
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
              <span className="block truncate font-medium">{user.name}</span>
              <span className="block truncate text-xs text-muted">{user.email}</span>
            </span>
            <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
          </>
        )}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className={`${menuPanelClass} max-h-(--radix-dropdown-menu-content-available-height) w-56 overflow-y-auto`}
        >
          <div className="px-2.5 py-2 text-sm">
            <p className="truncate font-medium">{user.name}</p>
            <p className="truncate text-xs text-muted">{user.email}</p>
          </div>
          <Separator />
          <Radix.Label className="px-2.5 pt-1.5 pb-1 text-xs text-muted">Theme</Radix.Label>
          <ThemeItems />
          <Separator />
          <Links pages={accountPages} />
          <Separator />
          <Radix.Item className={menuItemClass} onSelect={openShortcuts}>
            <Keyboard aria-hidden />
            Keyboard shortcuts
          </Radix.Item>
          <Separator />
          <Radix.Item className={menuItemClass} onSelect={signOut}>
            <LogOut aria-hidden />
            Sign out
          </Radix.Item>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Separator() {
  return <Radix.Separator className="-mx-1 my-1 border-t" />;
}

function Links({ pages }: { pages: readonly NavPage[] }) {
  return pages.map(({ href, label, Icon }) => (
    <Radix.Item key={href} asChild className={menuItemClass}>
      <Link href={href} prefetch={false}>
        <Icon aria-hidden />
        {label}
      </Link>
    </Radix.Item>
  ));
}

/** Rendered only while the menu is open, so the document is there to be read. */
function ThemeItems() {
  const [theme, setTheme] = useTheme();
  return (
    <Radix.RadioGroup value={theme} onValueChange={(value) => setTheme(themeOf(value))}>
      {themeChoices.map(({ value, label, Icon }) => (
        <Radix.RadioItem
          key={value}
          value={value}
          className={menuItemClass}
          onSelect={(event) => event.preventDefault()}
        >
          <Icon aria-hidden />
          <span className="flex-1">{label}</span>
          <Radix.ItemIndicator>
            <Check aria-hidden />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
