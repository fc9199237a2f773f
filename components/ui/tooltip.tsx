"use client";
import * as Radix from "radix-ui/tooltip";
import type { ReactNode } from "react";

/** A short explanation on hover and focus; `children` must be a single focusable element. */
export function Tooltip({ content, children }: { content: ReactNode; children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={250}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={6}
            collisionPadding={8}
            className="z-60 max-w-72 animate-overlay-in rounded-lg bg-foreground px-2.5 py-1.5 text-xs text-background shadow-overlay"
          >
            {content}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
