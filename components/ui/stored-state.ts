/** Whether a once-shown secret may be left: it was copied or saved, its holder said so, or neither yet. */
export type StoredState = {
  taken: boolean;
  confirmed: boolean;
  /** Counts the attempts to leave too early, so that the warning is announced each time. */
  warnings: number;
};

export type StoredEvent = { kind: "taken" } | { kind: "confirmed"; value: boolean } | { kind: "leave-refused" };

export const notStored: StoredState = { taken: false, confirmed: false, warnings: 0 };

export function storedAfter(state: StoredState, event: StoredEvent): StoredState {
  if (event.kind === "taken") return { ...state, taken: true, warnings: 0 };
  if (event.kind === "confirmed") return { ...state, confirmed: event.value, warnings: 0 };
  return mayLeave(state) ? state : { ...state, warnings: state.warnings + 1 };
}

/** A secret that was copied, saved or confirmed as stored holds nobody back. */
export function mayLeave({ taken, confirmed }: StoredState): boolean {
  return taken || confirmed;
}
