"use client";
import { createContext, type ReactNode, use } from "react";

/** What the navigation shows besides its pages. */
export type NavNotes = {
  /** Alerts not acknowledged yet. */
  openAlerts: number;
  /** Whether the pages of the whole deployment are this user's to see. */
  instanceAdmin: boolean;
};

const Context = createContext<NavNotes>({ openAlerts: 0, instanceAdmin: false });

/** Tells the navigation below it. */
export function NavNotesProvider({ notes, children }: { notes: NavNotes; children: ReactNode }) {
  return <Context value={notes}>{children}</Context>;
}

export function useNavNotes(): NavNotes {
  return use(Context);
}
