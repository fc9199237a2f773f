"use client";

import { Check, X } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { firstStepsCookie } from "./first-steps-cookie";

const watchMs = 4_000;
const yearSeconds = 31_536_000;

/**
 * What a new account has to do before its first answer; stays until it is done or dismissed. While the first call is
 * awaited the page asks again every few seconds, and the step flips to done before one's eyes.
 */
export function FirstSteps({
  userId,
  hasKey,
  hasCall,
  curl,
}: {
  userId: string;
  hasKey: boolean;
  hasCall: boolean;
  /** A call to copy, with a placeholder where the key goes: stored keys cannot be shown again. */
  curl: string;
}) {
  const router = useRouter();
  const [wasDone] = useState(hasKey && hasCall);
  const [dismissed, setDismissed] = useState(false);
  const waiting = hasKey && !hasCall && !dismissed;

  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, watchMs);
    return () => clearInterval(timer);
  }, [waiting, router]);

  if (wasDone || dismissed) return null;

  const dismiss = () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs HTTPS, which a self-hosted page may lack
    document.cookie = `${firstStepsCookie}=${encodeURIComponent(userId)}; path=/; max-age=${yearSeconds}; samesite=lax`;
    setDismissed(true);
  };
  const done = Number(hasKey) + Number(hasCall);

  return (
    <Card
      className="mb-6"
      title={done === 2 ? "You are all set" : "First steps"}
      description={<span aria-live="polite">{done} of 2 done</span>}
      actions={
        <Button variant="ghost" size="sm" onClick={dismiss}>
          <X aria-hidden className="size-4" />
          {done === 2 ? "Close" : "Dismiss"}
        </Button>
      }
    >
      <ol className="space-y-5">
        <Step number={1} done={hasKey} title="Create an API key">
          {!hasKey && (
            <>
              <p className="text-sm text-muted">A key proves to an API who is calling. Its secret is shown once.</p>
              <Link href="/dashboard/api-keys?create=1" className={`mt-3 ${buttonClass({ variant: "primary" })}`}>
                Create API Key
              </Link>
            </>
          )}
        </Step>
        <Step number={2} done={hasCall} title="Make your first call">
          {hasCall ? (
            <p className="text-sm text-success-text">Your first request has arrived.</p>
          ) : (
            <>
              <p className="text-sm text-muted">
                Put your key in place of <code className="font-mono text-[0.8125rem]">YOUR_API_KEY</code>.
              </p>
              <div className="mt-3 flex flex-col items-start gap-3 rounded-lg border bg-surface-sunken p-3 sm:flex-row sm:justify-between">
                <pre className="w-full min-w-0 overflow-x-auto font-mono text-[0.8125rem] leading-6">{curl}</pre>
                <CopyButton text={curl} size="sm" />
              </div>
              {hasKey && (
                <p role="status" className="mt-3 flex items-center gap-2 text-sm text-muted">
                  <span aria-hidden className="relative flex size-2">
                    <span className="absolute inset-0 animate-ping rounded-full bg-accent opacity-60" />
                    <span className="relative size-2 rounded-full bg-accent" />
                  </span>
                  Waiting for your first request…
                </p>
              )}
            </>
          )}
        </Step>
      </ol>
    </Card>
  );
}

function Step({
  number,
  done,
  title,
  children,
}: {
  number: number;
  done: boolean;
  title: string;
  children: ReactNode;
}) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className={`flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold ${
          done ? "bg-success-soft text-success-text" : "border text-muted"
        }`}
      >
        {done ? <Check className="size-3.5" /> : number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className={`mb-1 text-sm leading-6 font-medium ${done ? "text-muted" : ""}`}>
          {title}
          {done && <span className="sr-only"> (done)</span>}
        </h3>
        {children}
      </div>
    </li>
  );
}
