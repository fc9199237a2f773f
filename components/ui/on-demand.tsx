"use client";
import { type ComponentType, useEffect, useState } from "react";

/** A component whose code is loaded when it is first shown, or before, by `prepare`. */
export type Part<P> = { prepare: () => Promise<void>; loaded: () => ComponentType<P> | null };

/** Names a component to load later. */
export function partOf<P>(load: () => Promise<ComponentType<P>>): Part<P> {
  let component: ComponentType<P> | null = null;
  return {
    prepare: async () => {
      component ??= await load();
    },
    loaded: () => component,
  };
}

/** Shows a part with its properties: nothing until its code is there. It fails like the page where that cannot be loaded. */
export function OnDemand<P extends object>({ part, ...props }: { part: Part<P> } & P) {
  const [, drawAgain] = useState({});
  const Loaded = part.loaded();
  useEffect(() => {
    // What counts is what was drawn: somebody else's loading may have ended since, and nothing else would draw this again.
    if (Loaded) return;
    const fail = (error: unknown) =>
      drawAgain(() => {
        throw error;
      });
    part.prepare().then(() => drawAgain({}), fail);
  }, [part, Loaded]);
  // What is left beside `part` are the component's own properties.
  return Loaded && <Loaded {...(props as unknown as P)} />;
}
