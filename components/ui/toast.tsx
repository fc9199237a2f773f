"use client";
import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from "react";
import { failureText } from "./failure-text";
import { OnDemand, partOf } from "./on-demand";

type Tone = "neutral" | "success" | "danger";
export type Message = {
  title: string;
  description?: string;
  tone?: Tone;
  /** Sets things back as they were. Only what really can be set back has it: a new name, a switch. */
  undo?: () => Promise<unknown>;
};
type Toasts = { show: (message: Message) => void };

const Context = createContext<Toasts | null>(null);

/** Its code is not among what a page begins with. */
export const toastList = partOf(async () => (await import("./toast-list")).ToastList);
const shownAtOnce = 3;
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
    // What an older message of the same offers to take back would take this with it.
    const isStale = (older: Message) => older.undo !== undefined && older.title === message.title;
    setMessages((current) => [
      ...current.filter((older) => !isStale(older)).slice(1 - shownAtOnce),
      { ...message, id },
    ]);
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
      {children}
      {/* Once there it stays, to announce what is added. */}
      {nextId.current > 0 && <OnDemand part={toastList} messages={messages} onRemove={remove} onUndo={takeBack} />}
    </Context>
  );
}
