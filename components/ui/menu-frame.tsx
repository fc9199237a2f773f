"use client";
import {
  type ComponentProps,
  cloneElement,
  createContext,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  use,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { classNames } from "./class-names";
import { keepBeside } from "./place-beside";

type Trigger = ReactElement<ComponentProps<"button"> & { "data-state"?: string }>;
type Begin = "panel" | "first" | "last";

const Closing = createContext<() => void>(() => undefined);

/** What closes the menu around an item and gives the focus back to its button. */
export const useCloseMenu = () => use(Closing);

/**
 * A menu behind a button, by the pattern of the ARIA Authoring Practices. Arrows, Home, End and first letters move, Esc
 * and Tab close it, and the focus goes back to the button. Its items are `menuitem`s of any kind.
 */
export function MenuFrame({
  trigger,
  align,
  className,
  children,
}: {
  /** A button that takes a ref and the attributes of a menu's. */
  trigger: Trigger;
  align: "start" | "end";
  className?: string;
  children: ReactNode;
}) {
  const [begin, setBegin] = useState<Begin | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const ownId = useId();
  const id = trigger.props.id ?? `${ownId}-button`;
  const isOpen = begin !== null;
  const close = () => {
    button.current?.focus({ preventScroll: true });
    setBegin(null);
  };
  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        id,
        "aria-haspopup": "menu",
        "aria-expanded": isOpen,
        ...(isOpen ? { "aria-controls": ownId } : {}),
        "data-state": isOpen ? "open" : "closed",
        // A click without a pointer is the keyboard's.
        onClick: (event) => setBegin(isOpen ? null : event.detail === 0 ? "first" : "panel"),
        onKeyDown: (event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          setBegin(event.key === "ArrowDown" ? "first" : "last");
        },
      })}
      {isOpen &&
        createPortal(
          <Closing value={close}>
            <Panel
              {...{ id: ownId, labelledBy: id, begin, align, close, className }}
              anchor={button}
              leave={() => setBegin(null)}
            >
              {children}
            </Panel>
          </Closing>,
          document.body,
        )}
    </>
  );
}

/** The look of a menu's panel. */
const panelClass =
  "fixed z-50 max-w-[calc(100vw-1rem)] min-w-48 animate-pop-in overflow-y-auto rounded-xl border bg-surface-raised p-1 shadow-overlay outline-none";

function Panel({
  id,
  labelledBy,
  begin,
  align,
  anchor,
  close,
  leave,
  className,
  children,
}: {
  id: string;
  labelledBy: string;
  begin: Begin;
  align: "start" | "end";
  anchor: { readonly current: HTMLButtonElement | null };
  close: () => void;
  /** Closes it without taking the focus to the button. */
  leave: () => void;
  className?: string | undefined;
  children: ReactNode;
}) {
  const panel = useRef<HTMLDivElement>(null);
  const leaving = useRef(leave);
  useEffect(() => {
    leaving.current = leave;
  });

  useLayoutEffect(() => {
    const [menu, button] = [panel.current, anchor.current];
    if (!menu || !button) return;
    const stop = keepBeside(button, menu, align);
    const items = itemsOf(menu);
    (begin === "panel" ? menu : begin === "first" ? items[0] : items.at(-1))?.focus({ preventScroll: true });
    return stop;
  }, [begin, align, anchor]);

  useEffect(() => {
    const outside = ({ target }: PointerEvent) => {
      if (!(target instanceof Node) || panel.current?.contains(target) || anchor.current?.contains(target)) return;
      // What was pressed takes the focus from there, if it takes any.
      if (panel.current?.contains(document.activeElement)) anchor.current?.focus({ preventScroll: true });
      leaving.current();
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [anchor]);

  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      return close();
    }
    const next = itemFor(event.key, itemsOf(event.currentTarget));
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div
      ref={panel}
      id={id}
      role="menu"
      tabIndex={-1}
      aria-labelledby={labelledBy}
      onKeyDown={move}
      className={classNames(panelClass, className)}
    >
      {children}
    </div>
  );
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
}

/** Where a key leads: to a neighbour, to an end, or on to the next item that begins with it. */
function itemFor(key: string, items: readonly HTMLElement[]): HTMLElement | undefined {
  const place = items.indexOf(document.activeElement as HTMLElement);
  if (key === "ArrowDown") return items[place + 1] ?? items.at(-1);
  if (key === "ArrowUp") return items[Math.max(place - 1, 0)];
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  if (!/^\S$/u.test(key)) return undefined;
  const begins = (item: HTMLElement) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase());
  return [...items.slice(place + 1), ...items.slice(0, Math.max(place, 0))].find(begins);
}
