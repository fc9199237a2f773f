/** Whether once-shown secrets may be left: each was copied or saved, their holder said so, or neither yet. */
export type StoredState = {
  taken: readonly string[];
  confirmed: boolean;
  /** Counts the attempts to leave too early, so that the warning is announced each time. */
  warnings: number;
};

export type StoredEvent =
  | { kind: "taken"; secret: string }
  | { kind: "confirmed"; value: boolean }
  | { kind: "leave-refused" };

export const notStored: StoredState = { taken: [], confirmed: false, warnings: 0 };

export function storedAfter(state: StoredState, event: StoredEvent): StoredState {
  if (event.kind === "taken") return { ...state, taken: [...state.taken, event.secret], warnings: 0 };
  if (event.kind === "confirmed") return { ...state, confirmed: event.value, warnings: 0 };
  return { ...state, warnings: state.warnings + 1 };
}

/** Secrets that were all copied or saved, or are confirmed as stored, let the reader leave. */
export function mayLeave({ taken, confirmed }: StoredState, secrets: readonly string[]): boolean {
  return confirmed || secrets.every((secret) => taken.includes(secret));
}
