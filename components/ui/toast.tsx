"use client";
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import * as Radix from "radix-ui/toast";
import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from "react";
import { buttonClass } from "./button";
import { failureText } from "./failure-text";

type Tone = "neutral" | "success" | "danger";
type Message = {
  title: string;
  description?: string;
  tone?: Tone;
  /** Sets things back as they were. Only what really can be set back has it: a new name, a switch. */
  undo?: () => Promise<unknown>;
};
type Toasts = { show: (message: Message) => void };

const Context = createContext<Toasts | null>(null);
const icons = {
  neutral: <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />,
  success: <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success-text" />,
  danger: <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger-text" />,
};
const shownAtOnce = 3;
/** How long a message stays that offers something, in milliseconds. */
const offerMs = 10_000;

/** Shows short results of what the user did, announced to screen readers. */
export function useToast(): Toasts {
  const toasts = use(Context);
  if (!toasts) throw new Error("useToast needs a ToastProvider above it");
  return toasts;
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<(Message & { id: number })[]>([]);
  const nextId = useRef(0);
  const show = useCallback((message: Message) => {
    nextId.current += 1;
    const id = nextId.current;
    setMessages((current) => [...current.slice(1 - shownAtOnce), { ...message, id }]);
  }, []);
  const remove = (id: number) => setMessages((current) => current.filter((message) => message.id !== id));
  const toasts = useMemo(() => ({ show }), [show]);
  const takeBack = (undo: () => Promise<unknown>) =>
    void undo().then(
      () => show({ title: "Undone", tone: "success" }),
      (error: Error) => show({ title: "Not undone", description: failureText(error), tone: "danger" }),
    );

  return (
    <Context value={toasts}>
      <Radix.Provider duration={6_000} swipeDirection="right">
        {children}
        {messages.map(({ id, title, description, tone = "neutral", undo }) => (
          <Radix.Root
            key={id}
            type={tone === "danger" ? "foreground" : "background"}
            {...(undo ? { duration: offerMs } : {})}
            onOpenChange={(open) => !open && remove(id)}
            className="flex animate-sheet-in items-start gap-3 rounded-xl border bg-surface-raised p-3.5 text-sm shadow-overlay data-[swipe=move]:translate-x-(--radix-toast-swipe-move-x)"
          >
            {icons[tone]}
            <div className="min-w-0 flex-1">
              <Radix.Title className="font-medium">{title}</Radix.Title>
              {description && <Radix.Description className="text-muted">{description}</Radix.Description>}
            </div>
            {undo && (
              <Radix.Action
                altText="Undo it on its page"
                onClick={() => takeBack(undo)}
                className={buttonClass({ variant: "ghost", size: "sm" })}
              >
                Undo
              </Radix.Action>
            )}
            <Radix.Close
              aria-label="Dismiss"
              className="focus-ring -m-1 inline-flex size-6 items-center justify-center rounded-md text-muted hover:text-foreground pointer-coarse:-m-3 pointer-coarse:size-11"
            >
              <X aria-hidden className="size-4" />
            </Radix.Close>
          </Radix.Root>
        ))}
        <Radix.Viewport className="fixed right-0 bottom-0 z-60 flex w-full flex-col gap-2 p-4 outline-none sm:w-96" />
      </Radix.Provider>
    </Context>
  );
}
