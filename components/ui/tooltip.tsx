"use client";
import {
  type ComponentProps,
  cloneElement,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { keepBeside } from "./place-beside";

const waitMs = 250;

/** A short explanation on hover and focus, which Esc hides (WCAG 2.2, 1.4.13); `children` must be a single focusable element. */
export function Tooltip({
  content,
  children,
}: {
  content: ReactNode;
  children: ReactElement<ComponentProps<"button">>;
}) {
  const [shown, setShown] = useState(false);
  const control = useRef<HTMLButtonElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const turn = (on: boolean, afterMs = 0) => {
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => setShown(on), afterMs);
  };

  useEffect(() => () => clearTimeout(waiting.current), []);
  useLayoutEffect(() => {
    if (!shown || !control.current || !bubble.current) return;
    return keepBeside(control.current, bubble.current, "center");
  }, [shown]);
  useEffect(() => {
    if (!shown) return;
    const hide = (event: KeyboardEvent) => event.key === "Escape" && setShown(false);
    document.addEventListener("keydown", hide);
    return () => document.removeEventListener("keydown", hide);
  }, [shown]);

  return (
    <>
      {cloneElement(children, {
        ref: control,
        ...(shown ? { "aria-describedby": id } : {}),
        onPointerEnter: () => turn(true, waitMs),
        // The pointer may go on to the words.
        onPointerLeave: () => turn(false, waitMs),
        onFocus: () => turn(true),
        onBlur: () => turn(false),
      })}
      {shown &&
        createPortal(
          <div
            ref={bubble}
            id={id}
            role="tooltip"
            onPointerEnter={() => turn(true)}
            onPointerLeave={() => turn(false)}
            className="fixed z-60 max-w-72 animate-overlay-in rounded-lg bg-foreground px-2.5 py-1.5 text-xs text-background shadow-overlay"
          >
            {content}
          </div>,
          document.body,
        )}
    </>
  );
}
