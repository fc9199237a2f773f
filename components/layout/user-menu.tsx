"use client";
import { onlineManager, useQueryClient } from "@tanstack/react-query";
import { Check, ChevronsUpDown, LogOut, Monitor, Moon, Settings, Sun } from "lucide-react";
import Link from "next/link";
import * as Radix from "radix-ui/dropdown-menu";
import { menuItemClass, menuPanelClass } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toast";
import { themeOf } from "@/lib/http/theme";
import { postToNextAuth } from "./next-auth-client";
import { useTheme } from "./use-theme";

/** Who is signed in. */
export type ShellUser = { name: string; email: string };

const themeChoices = [
  { value: "system", label: "System", Icon: Monitor },
  { value: "light", label: "Light", Icon: Sun },
  { value: "dark", label: "Dark", Icon: Moon },
];

/** Theme, settings and sign-out behind the user's name; `compact` shows the initial only. */
export function UserMenu({ user, compact = false }: { user: ShellUser; compact?: boolean }) {
  const { show } = useToast();
  const queries = useQueryClient();

  const signOut = async () => {
    // The page's own requests would be refused from here on.
    onlineManager.setOnline(false);
    await queries.cancelQueries();
    const response = await postToNextAuth("signout").catch(() => null);
    // A full load, so that nothing of this user stays in memory.
    if (response?.ok) return window.location.assign("/sign-in");
    onlineManager.setOnline(true);
    show({ title: "You are still signed in", description: "Signing out failed. Try again.", tone: "danger" });
  };

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
        <Radix.Content align="end" sideOffset={6} collisionPadding={8} className={`${menuPanelClass} w-56`}>
          <div className="px-2.5 py-2 text-sm">
            <p className="truncate font-medium">{user.name}</p>
            <p className="truncate text-xs text-muted">{user.email}</p>
          </div>
          <Radix.Separator className="-mx-1 my-1 border-t" />
          <Radix.Label className="px-2.5 pt-1.5 pb-1 text-xs text-muted">Theme</Radix.Label>
          <ThemeItems />
          <Radix.Separator className="-mx-1 my-1 border-t" />
          <Radix.Item asChild className={menuItemClass}>
            <Link href="/dashboard/settings">
              <Settings aria-hidden />
              Settings
            </Link>
          </Radix.Item>
          <Radix.Item className={menuItemClass} onSelect={signOut}>
            <LogOut aria-hidden />
            Sign out
          </Radix.Item>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
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
