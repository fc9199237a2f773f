"use client";
import { X } from "lucide-react";
import * as Radix from "radix-ui/dialog";
import type { ReactNode } from "react";
import { navClass, shellButtonClass } from "./shell-classes";
import { type Folding, SideNav } from "./side-nav";

/** The navigation of narrow windows, above the page. */
export function NavDrawer({
  organization,
  folding,
  onClose,
}: {
  organization: ReactNode;
  folding: Folding;
  onClose: () => void;
}) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-overlay-in bg-overlay" />
        <Radix.Content
          aria-describedby={undefined}
          className="above-toasts fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] animate-drawer-in flex-col gap-3 border-r bg-surface p-3 shadow-overlay outline-none low:overflow-y-auto low:overscroll-contain"
        >
          <div className="flex items-center justify-between pl-2.5">
            <Radix.Title className="font-semibold">Menu</Radix.Title>
            <Radix.Close aria-label="Close" className={shellButtonClass}>
              <X aria-hidden className="size-5" />
            </Radix.Close>
          </div>
          {organization}
          <div className={`${navClass} low:flex-none low:overflow-visible low:[mask-image:none]`}>
            <SideNav folding={folding} onNavigate={onClose} />
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
