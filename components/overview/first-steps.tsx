"use client";
import { Check, X } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { firstStepsCookie, keepFirstSteps } from "./first-steps-cookie";

const watchMs = 4_000;

/** A step, done where the deployment itself says so: nothing is ticked by hand or by having been seen. */
export type FirstStep = { id: string; title: string; body: string; href: string; done: boolean };

/**
 * What is left to do at the beginning for what one came for; stays until all is done or it is dismissed. While the first
 * call is awaited the page asks again every few seconds, and the step flips to done before one's eyes.
 */
export function FirstSteps({
  userId,
  purpose,
  steps,
}: {
  userId: string;
  /** What the reader came for, in their words. */
  purpose: string;
  steps: readonly FirstStep[];
}) {
  const router = useRouter();
  const done = steps.filter((step) => step.done).length;
  const isComplete = done === steps.length;
  const [wasComplete] = useState(isComplete);
  const [dismissed, setDismissed] = useState(false);
  const waiting = !isComplete && !dismissed;

  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, watchMs);
    return () => clearInterval(timer);
  }, [waiting, router]);

  if (wasComplete || dismissed) return null;

  const dismiss = () => {
    keepFirstSteps(firstStepsCookie, userId);
    setDismissed(true);
    // The button goes; the keyboard's place must not.
    document.querySelector<HTMLElement>("main")?.focus();
  };

  return (
    <Card
      className="mb-6"
      title={isComplete ? "You are all set" : "First steps"}
      description={
        <>
          {purpose} (
          <Link
            href="/dashboard/welcome"
            prefetch={false}
            className="focus-ring rounded-sm py-1 underline pointer-coarse:py-3.5"
          >
            change
          </Link>
          ):{" "}
          <span aria-live="polite">
            {done} of {steps.length} done
          </span>
        </>
      }
      actions={
        <Button variant="ghost" size="sm" onClick={dismiss}>
          <X aria-hidden className="size-4" />
          {isComplete ? "Close" : "Dismiss"}
        </Button>
      }
    >
      <ol className="-mx-2 grid gap-0.5">
        {steps.map((step, place) => (
          <li key={step.id}>
            <Step step={step} number={place + 1} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Step({ step: { title, body, href, done }, number }: { step: FirstStep; number: number }) {
  const mark = (
    <span
      aria-hidden
      className={`flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold ${
        done ? "bg-success-soft text-success-text" : "border text-muted"
      }`}
    >
      {done ? <Check className="size-3.5" /> : number}
    </span>
  );
  if (done) {
    return (
      <p className="flex gap-3 px-2 py-1.5 text-sm leading-6 font-medium text-muted">
        {mark}
        <span>
          {title}
          <span className="sr-only"> (done)</span>
        </span>
      </p>
    );
  }
  return (
    <Link
      href={href}
      prefetch={false}
      className="focus-ring flex gap-3 rounded-lg px-2 py-1.5 text-sm transition-colors hover:bg-hover"
    >
      {mark}
      <span className="min-w-0">
        <span className="block leading-6 font-medium">{title}</span>
        <span className="block text-muted">{body}</span>
      </span>
    </Link>
  );
}
