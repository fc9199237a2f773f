"use client";
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import * as Radix from "radix-ui/toast";
import { type FocusEvent, useRef } from "react";
import { buttonClass } from "./button";
import { escapesPastToasts } from "./escapes-past-toasts";
import type { Message } from "./toast";
import { useEdgeHeight } from "./use-edge-height";

const icons = {
  neutral: <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />,
  success: <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success-text" />,
  danger: <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger-text" />,
};
/** How long a message stays that offers something, in milliseconds. */
const offerMs = 10_000;

/** The messages of now, announced to screen readers. */
export function ToastList({
  messages,
  onRemove,
  onUndo,
}: {
  messages: readonly (Message & { id: number })[];
  onRemove: (id: number) => void;
  onUndo: (undo: () => Promise<unknown>) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  /** What had the focus before a message. */
  const before = useRef<HTMLElement | null>(null);
  const noteFocus = ({ relatedTarget: from }: FocusEvent) => {
    if (!(from instanceof HTMLElement)) before.current = null;
    else if (!list.current?.contains(from)) before.current = from;
  };
  /** A message that goes with the focus would leave it in the list, where it holds every other message. */
  const leave = () => {
    if (!list.current?.contains(document.activeElement)) return;
    before.current?.focus({ preventScroll: true });
    if (list.current.contains(document.activeElement)) document.querySelector("main")?.focus({ preventScroll: true });
  };
  /** While an Escape is handled that was meant for what has the focus, such as a menu, and not for a message. */
  const isElsewhere = useRef(false);
  const noteEscape = (event: KeyboardEvent) => {
    isElsewhere.current = !list.current?.contains(event.target as Node | null);
    if (isElsewhere.current) escapesPastToasts.add(event);
    else leave();
    queueMicrotask(() => {
      isElsewhere.current = false;
    });
  };
  useEdgeHeight(list, "--toasts-height", messages.length > 0);
  return (
    <Radix.Provider duration={6_000} swipeDirection="right">
      {messages.map(({ id, title, description, tone = "neutral", undo }) => (
        <Radix.Root
          key={id}
          type={tone === "danger" ? "foreground" : "background"}
          {...(undo ? { duration: offerMs } : {})}
          open
          onFocus={noteFocus}
          onEscapeKeyDown={noteEscape}
          onOpenChange={(open) => !open && !isElsewhere.current && onRemove(id)}
          className="flex animate-sheet-in items-start gap-3 rounded-xl border bg-surface-raised p-3.5 text-sm shadow-overlay data-[swipe=move]:translate-x-(--radix-toast-swipe-move-x)"
        >
          {icons[tone]}
          <div className="min-w-0 flex-1">
            <Radix.Title className="font-medium wrap-anywhere">{title}</Radix.Title>
            {description && <Radix.Description className="wrap-anywhere text-muted">{description}</Radix.Description>}
          </div>
          {undo && (
            <Radix.Action
              altText="Undo it on its page"
              onClick={() => {
                leave();
                onUndo(undo);
              }}
              className={buttonClass({ variant: "ghost", size: "sm" })}
            >
              Undo
            </Radix.Action>
          )}
          <Radix.Close
            aria-label="Dismiss"
            onClick={leave}
            className="focus-ring -m-1 inline-flex size-6 items-center justify-center rounded-md text-muted hover:text-foreground pointer-coarse:-m-3 pointer-coarse:size-11"
          >
            <X aria-hidden className="size-4" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport
        ref={list}
        className="fixed right-0 bottom-0 z-60 flex w-full flex-col gap-2 p-4 outline-none sm:w-96"
      />
    </Radix.Provider>
  );
}
