"use client";
import { createContext, use } from "react";

/** What opens over every page of the dashboard. */
export type Commands = {
  openSearch: () => void;
  openShortcuts: () => void;
  /** Loads the search ahead of its first use. */
  prepareSearch: () => void;
};

const nothing = () => undefined;
const Context = createContext<Commands>({ openSearch: nothing, openShortcuts: nothing, prepareSearch: nothing });

export const CommandsContext = Context;

export function useCommands(): Commands {
  return use(Context);
}
