"use client";
import { useEffect, useRef } from "react";

const marker = "leaveGuard";
let guards = 0;

/**
 * While `active`, keeps the page: reload and closing ask first, links inside the app and the Back button do nothing but
 * call `onRefused`. `beforeunload` alone would miss the last two, which change the page without unloading it.
 */
export function useLeaveGuard(active: boolean, onRefused: () => void): void {
  const refused = useRef(onRefused);
  useEffect(() => {
    refused.current = onRefused;
  });

  useEffect(() => {
    if (!active) return;
    guards += 1;
    if (!isOnGuardEntry()) pushGuardEntry();

    const refuseUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const refuseLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!link || link.hasAttribute("download") || link.getAttribute("target") === "_blank") return;
      event.preventDefault();
      event.stopPropagation();
      refused.current();
    };
    const refuseBack = () => {
      if (isOnGuardEntry()) return;
      pushGuardEntry();
      refused.current();
    };
    window.addEventListener("beforeunload", refuseUnload);
    document.addEventListener("click", refuseLink, true);
    window.addEventListener("popstate", refuseBack);
    return () => {
      guards -= 1;
      window.removeEventListener("beforeunload", refuseUnload);
      document.removeEventListener("click", refuseLink, true);
      window.removeEventListener("popstate", refuseBack);
      // After a moment, because an effect that is set up again at once still needs its entry.
      queueMicrotask(() => {
        if (guards === 0 && isOnGuardEntry()) window.history.back();
      });
    };
  }, [active]);
}

/** A second entry for the same address: Back leads from it to the page itself, where nothing is lost. */
function pushGuardEntry(): void {
  window.history.pushState({ ...window.history.state, [marker]: true }, "", window.location.href);
}

function isOnGuardEntry(): boolean {
  const state: unknown = window.history.state;
  return typeof state === "object" && state !== null && marker in state;
}
