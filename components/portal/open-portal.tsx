"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { openPortalContract } from "@/lib/features/portal/contract";
import { call } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";

/**
 * Takes the token of a portal's link out of the address's fragment at once, so that no history keeps it, opens the portal with it and
 * leads there. Reading the page uses nothing up.
 */
export function OpenPortal() {
  const [problem, setProblem] = useState<string | null>(null);
  /** The token of a link that is not opened before it is said that another portal may make room. */
  const [waiting, setWaiting] = useState<string | null>(null);
  const begun = useRef(false);
  const send = useCallback((token: string, replace?: true) => {
    setProblem(null);
    setWaiting(null);
    call(openPortalContract, { body: { token, ...(replace ? { replace } : {}) } }).then(
      () => window.location.replace("/portal"),
      (error: Error) => {
        setProblem(failureText(error));
        if (error instanceof CallError && error.status === 409) setWaiting(token);
      },
    );
  }, []);
  useEffect(() => {
    const open = () => {
      const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
      if (!token) {
        if (!begun.current) setProblem("This page is opened by a link from where you have your account.");
        return;
      }
      begun.current = true;
      window.history.replaceState(null, "", window.location.pathname);
      send(token);
    };
    open();
    // Another link opened in this tab changes nothing but the fragment.
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, [send]);
  if (waiting !== null) {
    return (
      <div className="flex flex-col items-start gap-4">
        <FormAlert>{problem} Open the one of this link instead?</FormAlert>
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => send(waiting, true)}>Open this one instead</Button>
          <Button variant="secondary" onClick={() => window.location.replace("/portal")}>
            Stay in the open one
          </Button>
        </div>
      </div>
    );
  }
  if (problem !== null) return <FormAlert>{problem}</FormAlert>;
  return (
    <p role="status" className="text-sm text-muted">
      One moment, your keys are being opened…
    </p>
  );
}
