"use client";
import Link from "next/link";
import type { ComponentProps, PointerEvent, ReactNode } from "react";
import { classNames } from "./class-names";
import { MenuFrame, useCloseMenu } from "./menu-frame";

export type MenuItem = {
  label: string;
  onSelect: () => void;
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  /** Why a disabled item cannot be used; shown under its label. */
  reason?: string;
};

/** A menu behind `trigger`, which must be a single element that takes a ref and props (a Button). */
export function Menu({
  trigger,
  items,
}: {
  trigger: ComponentProps<typeof MenuFrame>["trigger"];
  items: readonly MenuItem[];
}) {
  return (
    <MenuFrame trigger={trigger} align="end">
      {items.map((item) => (
        <MenuRow key={item.label} onSelect={item.onSelect} disabled={item.disabled} danger={item.danger}>
          {item.icon}
          <span className="min-w-0">
            {item.label}
            {item.disabled && item.reason && <span className="block text-xs text-muted">{item.reason}</span>}
          </span>
        </MenuRow>
      ))}
    </MenuFrame>
  );
}

const rowClass =
  "flex min-h-9 w-full cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-left text-sm outline-none focus:bg-hover pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0";

/** One mark for the pointer and the keyboard. */
const follow = (event: PointerEvent<HTMLElement>) => event.currentTarget.focus({ preventScroll: true });

/** One item. With `checked` it is a choice: one of several, or `many` of them. */
export function MenuRow({
  onSelect,
  disabled = false,
  danger = false,
  checked,
  many = false,
  stays = false,
  children,
}: {
  onSelect: () => void;
  disabled?: boolean | undefined;
  danger?: boolean | undefined;
  checked?: boolean;
  many?: boolean;
  /** The menu stays open, to see what the choice does. */
  stays?: boolean;
  children: ReactNode;
}) {
  const close = useCloseMenu();
  const select = () => {
    if (disabled) return;
    // A dialog that it opens gives the focus back to what had it: the menu's button.
    if (!stays) close();
    onSelect();
  };
  return (
    <button
      type="button"
      {...(checked === undefined
        ? { role: "menuitem" }
        : { role: many ? "menuitemcheckbox" : "menuitemradio", "aria-checked": checked })}
      aria-disabled={disabled || undefined}
      tabIndex={-1}
      onClick={select}
      onPointerMove={follow}
      className={classNames(
        rowClass,
        disabled && "cursor-not-allowed text-muted",
        danger && !disabled && "text-danger-text focus:bg-danger-soft",
      )}
    >
      {children}
    </button>
  );
}

/** An item that leads to a page. */
export function MenuLink({ href, children }: { href: string; children: ReactNode }) {
  const close = useCloseMenu();
  return (
    <Link
      role="menuitem"
      tabIndex={-1}
      href={href}
      prefetch={false}
      onClick={close}
      onPointerMove={follow}
      className={rowClass}
    >
      {children}
    </Link>
  );
}

export function MenuSeparator() {
  return <hr className="-mx-1 my-1 border-t" />;
}

/** What the items below it are about. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <p className="px-2.5 pt-1.5 pb-1 text-xs text-muted">{children}</p>;
}
