"use client";
import type { ReactNode } from "react";
import { Button } from "./button";
import { Glyph } from "./glyph";

/** Says that something could not be loaded, instead of showing nothing or zero. */
export function ErrorState({
  title,
  body,
  onRetry,
  retrying = false,
  compact = false,
  heading: Heading = "h2",
}: {
  title: string;
  body: ReactNode;
  onRetry?: () => void;
  /** The next try is under way. */
  retrying?: boolean;
  /** Within a card, which has a frame already. */
  compact?: boolean;
  /** `h1` where nothing else of the page is there. */
  heading?: "h1" | "h2";
}) {
  return (
    <div
      role="alert"
      className={`flex flex-col items-center text-center ${compact ? "px-4 py-5" : "rounded-xl border bg-surface px-6 py-10"}`}
    >
      <Glyph of="alert" className="mb-3 size-6 text-danger-text" />
      <Heading className="text-heading">{title}</Heading>
      <div className="mt-1 max-w-sm text-sm text-balance text-muted">{body}</div>
      {onRetry && (
        <Button className="mt-5" pending={retrying} onClick={onRetry}>
          Retry
        </Button>
      )}
    </div>
  );
}
