"use client";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";

/** Says that something could not be loaded, instead of showing nothing or zero. */
export function ErrorState({ title, body, onRetry }: { title: string; body: ReactNode; onRetry?: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-center rounded-xl border bg-surface px-6 py-10 text-center">
      <CircleAlert aria-hidden className="mb-3 size-6 text-danger-text" />
      <h2 className="font-semibold">{title}</h2>
      <div className="mt-1 max-w-sm text-sm text-balance text-muted">{body}</div>
      {onRetry && (
        <Button className="mt-5" onClick={onRetry}>
          Retry
        </Button>
      )}
    </div>
  );
}
