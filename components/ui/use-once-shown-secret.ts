"use client";
import { useCallback, useEffect, useState } from "react";
import { mayLeave, notStored, type StoredEvent, type StoredState, storedAfter } from "./stored-state";
import { useLeaveGuard } from "./use-leave-guard";

export type OnceShownSecret = {
  state: StoredState;
  send: (event: StoredEvent) => void;
  /** The dialog must not close: the secret is on its way, or in view and not stored yet. */
  guarded: boolean;
};

/** Keeps a dialog and its page until the once-shown `secret` is stored; every new secret begins anew. */
export function useOnceShownSecret(secret: string | null, pending: boolean): OnceShownSecret {
  const [held, setHeld] = useState({ secret, state: notStored });
  const state = held.secret === secret ? held.state : notStored;
  const shown = secret !== null;
  const guarded = pending || (shown && !mayLeave(state));

  const send = useCallback(
    (event: StoredEvent) =>
      setHeld((current) => ({
        secret,
        state: storedAfter(current.secret === secret ? current.state : notStored, event),
      })),
    [secret],
  );
  const refuse = useCallback(() => send({ kind: "leave-refused" }), [send]);
  useLeaveGuard(guarded, refuse);

  useEffect(() => {
    if (!guarded || !shown) return;
    const refuseEscape = (event: KeyboardEvent) => event.key === "Escape" && refuse();
    const refuseOutside = ({ target }: PointerEvent) =>
      target instanceof Element && !target.closest("[role=dialog]") && refuse();
    document.addEventListener("keydown", refuseEscape, true);
    document.addEventListener("pointerdown", refuseOutside, true);
    return () => {
      document.removeEventListener("keydown", refuseEscape, true);
      document.removeEventListener("pointerdown", refuseOutside, true);
    };
  }, [guarded, shown, refuse]);

  return { state, send, guarded };
}
