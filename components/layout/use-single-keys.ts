"use client";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { actionOf, isForPage, type KeyAction } from "./single-keys";

/** How long `g` waits for its letter, in milliseconds. */
const waitMs = 1_500;
const stored = "latchkey.single-keys";
const changed = "latchkey:single-keys";

/** Calls `act` for single keys while they are switched on. */
export function useSingleKeys(instanceAdmin: boolean, act: (action: KeyAction) => void): void {
  const [isOn] = useSingleKeysSetting();
  const run = useRef(act);
  useEffect(() => {
    run.current = act;
  });
  useEffect(() => {
    if (!isOn) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const stopWaiting = () => {
      if (timer) clearTimeout(timer);
      timer = null;
    };
    const read = (event: KeyboardEvent) => {
      if (!isForPage(event) || event.key === "Shift") return;
      const action = actionOf(event.key, timer !== null, { instanceAdmin });
      stopWaiting();
      if (action === null) return;
      event.preventDefault();
      if (action.kind === "wait") timer = setTimeout(stopWaiting, waitMs);
      else run.current(action);
    };
    document.addEventListener("keydown", read);
    return () => {
      stopWaiting();
      document.removeEventListener("keydown", read);
    };
  }, [isOn, instanceAdmin]);
}

/** Whether single keys act in this browser, and the way to switch them; they do unless their reader switched them off. */
export function useSingleKeysSetting(): [isOn: boolean, set: (on: boolean) => void] {
  return [useSyncExternalStore(onChange, isSwitchedOn, () => true), switchKeys];
}

function onChange(tell: () => void): () => void {
  window.addEventListener("storage", tell);
  window.addEventListener(changed, tell);
  return () => {
    window.removeEventListener("storage", tell);
    window.removeEventListener(changed, tell);
  };
}

function isSwitchedOn(): boolean {
  try {
    return window.localStorage.getItem(stored) !== "off";
  } catch {
    // A browser that keeps nothing for us.
    return true;
  }
}

function switchKeys(on: boolean): void {
  try {
    if (on) window.localStorage.removeItem(stored);
    else window.localStorage.setItem(stored, "off");
  } catch {
    return;
  }
  window.dispatchEvent(new Event(changed));
}
