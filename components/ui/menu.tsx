"use client";
import * as Radix from "radix-ui/dropdown-menu";
import type { ReactNode } from "react";
import { classNames } from "./class-names";

export type MenuItem = {
  label: string;
  onSelect: () => void;
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  /** Why a disabled item cannot be used; shown under its label. */
  reason?: string;
};

/** The look of a menu's panel. */
export const menuPanelClass =
  "z-50 max-w-[calc(100vw-1rem)] min-w-48 animate-pop-in rounded-xl border bg-surface-raised p-1 shadow-overlay outline-none";

/** The look of one item. */
export const menuItemClass =
  "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-hover pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0";

/** A menu behind `trigger`, which must be a single element that takes a ref and props (a Button). */
export function Menu({ trigger, items }: { trigger: ReactNode; items: readonly MenuItem[] }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align="end" sideOffset={6} collisionPadding={8} className={menuPanelClass}>
          {items.map((item) => (
            <Radix.Item
              key={item.label}
              onSelect={(event) => (item.disabled ? event.preventDefault() : item.onSelect())}
              aria-disabled={item.disabled || undefined}
              className={classNames(
                menuItemClass,
                item.disabled && "cursor-not-allowed text-muted",
                item.danger && !item.disabled && "text-danger-text data-highlighted:bg-danger-soft",
              )}
            >
              {item.icon}
              <span className="min-w-0">
                {item.label}
                {item.disabled && item.reason && <span className="block text-xs text-muted">{item.reason}</span>}
              </span>
            </Radix.Item>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
