"use client";
import { CalendarRange } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "./button";
import type { Span } from "./chart-frame";

const SpanDialog = dynamic(async () => (await import("./span-dialog")).SpanDialog, { ssr: false });

/** Opens the calendar that a span is chosen from; pressed while one is. */
export function SpanButton({
  zone,
  kept,
  from,
  to,
  onChoice,
}: {
  /** Whose clocks the calendar shows. */
  zone: string;
  /** How long figures are kept, as a sentence. */
  kept: string;
  from: string | undefined;
  to: string | undefined;
  onChoice: (span: Span) => void;
}) {
  const [isChoosing, setChoosing] = useState(false);
  const isChosen = from !== undefined && to !== undefined;
  return (
    <>
      <Button variant={isChosen ? "primary" : "secondary"} aria-pressed={isChosen} onClick={() => setChoosing(true)}>
        <CalendarRange aria-hidden className="size-4" />
        Custom
      </Button>
      {isChoosing && (
        <SpanDialog
          {...{ zone, kept, from, to }}
          onClose={() => setChoosing(false)}
          onChoice={(span) => {
            onChoice(span);
            setChoosing(false);
          }}
        />
      )}
    </>
  );
}
