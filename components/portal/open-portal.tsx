"use client";
import { useEffect, useRef, useState } from "react";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { openPortalContract } from "@/lib/features/portal/contract";
import { call } from "@/lib/http/call";

/**
 * Takes the token of a portal's link out of the address's fragment at once, so that no history keeps it, opens the portal with it and
 * leads there. Reading the page uses nothing up.
 */
export function OpenPortal() {
  const [problem, setProblem] = useState<string | null>(null);
  const begun = useRef(false);
  useEffect(() => {
    const open = () => {
      const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
      if (!token) {
        if (!begun.current) setProblem("This page is opened by a link from where you have your account.");
        return;
      }
      begun.current = true;
      setProblem(null);
      window.history.replaceState(null, "", window.location.pathname);
      call(openPortalContract, { body: { token } }).then(
        () => window.location.replace("/portal"),
        (error: Error) => setProblem(failureText(error)),
      );
    };
    open();
    // Another link opened in this tab changes nothing but the fragment.
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, []);
  if (problem !== null) return <FormAlert>{problem}</FormAlert>;
  return (
    <p role="status" className="text-sm text-muted">
      One moment, your keys are being opened…
    </p>
  );
}
