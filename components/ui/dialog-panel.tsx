"use client";
import { X } from "lucide-react";
import * as Radix from "radix-ui/dialog";
import type { KeyboardEvent } from "react";
import type { DialogProps } from "./dialog";
import { beginningOf } from "./dialog-beginning";
import { escapesPastToasts } from "./escapes-past-toasts";

/** The keyboard begins at what the dialog is for, not at the button that closes it. */
function begin(event: Event): void {
  const beginning = event.target instanceof HTMLElement ? beginningOf(event.target) : null;
  if (!beginning) return;
  event.preventDefault();
  beginning.focus();
}

/** What an open dialog consists of. */
export function DialogPanel({ onOpenChange, title, description, children, footer, guard = false }: DialogProps) {
  const refuseWhenGuarded = (event: Event) => {
    if (guard) event.preventDefault();
  };
  const closeUnderToasts = (event: KeyboardEvent<HTMLElement>) => {
    const isMeant = escapesPastToasts.has(event.nativeEvent) && event.currentTarget.contains(event.target as Node);
    if (isMeant && !guard) onOpenChange(false);
  };
  return (
    <Radix.Root open onOpenChange={(next) => (next || !guard) && onOpenChange(next)}>
      <Radix.Portal>
        {/* As high as the panel: one that opens over another dims that one too. */}
        <Radix.Overlay className="fixed inset-0 z-50 animate-overlay-in bg-overlay" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={begin}
          onEscapeKeyDown={(event) => {
            // The open list of a field closes by itself, and nothing else with it.
            const isOfList = (event.target as Element).matches("[role=combobox][aria-expanded=true]");
            if (guard || isOfList) event.preventDefault();
          }}
          onKeyDown={closeUnderToasts}
          onInteractOutside={refuseWhenGuarded}
          className="above-toasts fixed inset-0 z-50 flex animate-sheet-in flex-col bg-surface-raised outline-none sm:inset-auto sm:top-1/2 sm:left-1/2 sm:max-h-[min(46rem,calc(100dvh-3rem-2*var(--toasts-height,0px)))] sm:w-[calc(100%-3rem)] sm:max-w-xl sm:-translate-1/2 sm:animate-pop-in sm:rounded-xl sm:border sm:shadow-overlay low:overflow-y-auto low:overscroll-contain"
        >
          <header className="flex items-start gap-4 border-b px-5 py-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-heading text-balance wrap-anywhere">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-0.5 text-sm wrap-anywhere text-muted">{description}</Radix.Description>
              )}
            </div>
            {!guard && (
              <Radix.Close
                aria-label="Close"
                className="focus-ring -my-1 -mr-2 inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-foreground pointer-coarse:-my-2 pointer-coarse:size-11"
              >
                <X aria-hidden className="size-4" />
              </Radix.Close>
            )}
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 py-5 low:flex-[1_0_auto] low:overflow-visible">
            {children}
          </div>
          {footer && (
            <footer className="flex flex-col gap-2 border-t px-5 py-4 pb-[max(1rem,env(safe-area-inset-bottom))] sm:flex-row sm:justify-end low:flex-row low:flex-wrap low:justify-end">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
