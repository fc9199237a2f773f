"use client";
import { useCallback, useEffect, useState } from "react";
import { mayLeave, notStored, type StoredEvent, type StoredState, storedAfter } from "./stored-state";
import { useLeaveGuard } from "./use-leave-guard";

export type OnceShownSecrets = {
  state: StoredState;
  send: (event: StoredEvent) => void;
  /** All are stored. */
  stored: boolean;
  /** The dialog must not close: secrets are on their way, or in view and not stored yet. */
  guarded: boolean;
};

/** Keeps a dialog and its page until the once-shown `secrets` are stored; every new set begins anew. */
export function useOnceShownSecrets(secrets: readonly string[], pending: boolean): OnceShownSecrets {
  const about = secrets.join("\n");
  const [held, setHeld] = useState({ about, state: notStored });
  const state = held.about === about ? held.state : notStored;
  const stored = mayLeave(state, secrets);
  const guarded = pending || !stored;

  const send = useCallback(
    (event: StoredEvent) =>
      setHeld((current) => ({
        about,
        state: storedAfter(current.about === about ? current.state : notStored, event),
      })),
    [about],
  );
  const refuse = useCallback(() => send({ kind: "leave-refused" }), [send]);
  useLeaveGuard(guarded, refuse, !stored);

  useEffect(() => {
    if (stored) return;
    const refuseEscape = (event: KeyboardEvent) => event.key === "Escape" && refuse();
    const refuseOutside = ({ target }: PointerEvent) =>
      target instanceof Element && !target.closest("[role=dialog], [data-shows-secret]") && refuse();
    document.addEventListener("keydown", refuseEscape, true);
    document.addEventListener("pointerdown", refuseOutside, true);
    return () => {
      document.removeEventListener("keydown", refuseEscape, true);
      document.removeEventListener("pointerdown", refuseOutside, true);
    };
  }, [stored, refuse]);

  return { state, send, stored, guarded };
}
