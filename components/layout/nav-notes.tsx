"use client";
import { createContext, type ReactNode, use } from "react";
import type { Role } from "@/lib/access/catalogue";

/** What the navigation and the search know of the reader. */
export type NavNotes = {
  /** Alerts not acknowledged yet. */
  openAlerts: number;
  /** Whether the pages of the whole deployment are this user's to see. */
  instanceAdmin: boolean;
  /** What the reader is in the organization. */
  role: Role;
  /** Why the reader can make no token and invite nobody, whatever their role; null where they can. */
  barred: { token: string | null; invitation: string | null };
};

const Context = createContext<NavNotes>({
  openAlerts: 0,
  instanceAdmin: false,
  role: "member",
  barred: { token: null, invitation: null },
});

/** Tells the navigation below it. */
export function NavNotesProvider({ notes, children }: { notes: NavNotes; children: ReactNode }) {
  return <Context value={notes}>{children}</Context>;
}

export function useNavNotes(): NavNotes {
  return use(Context);
}
