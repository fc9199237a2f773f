"use client";
import { Check, Copy } from "lucide-react";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { Button } from "./button";
import { copyText } from "./copy-text";

const thanksMs = 2_000;

/** Copies `text`; says "Copied" for two seconds, or, when the browser refuses, offers the text selected for copying by hand. */
export function CopyButton({
  text,
  label = "Copy",
  onCopied,
  ...rest
}: { text: string; label?: string; onCopied?: () => void } & Pick<
  ComponentProps<typeof Button>,
  "variant" | "size" | "autoFocus" | "ref" | "className"
>) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const manual = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (state === "failed") manual.current?.select();
    if (state !== "copied") return;
    const timer = setTimeout(() => setState("idle"), thanksMs);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async (button: HTMLElement) => {
    const copied = await copyText(text, button);
    setState(copied ? "copied" : "failed");
    if (copied) onCopied?.();
  };

  return (
    <span className="inline-flex flex-col gap-2">
      <Button {...rest} onClick={(event) => copy(event.currentTarget)}>
        {state === "copied" ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
        {state === "copied" ? "Copied" : label}
      </Button>
      <span aria-live="polite" className={state === "failed" ? "text-sm text-danger-text" : "sr-only"}>
        {state === "copied" && "Copied to the clipboard"}
        {state === "failed" && "Your browser refused to copy. The text is selected: press Ctrl+C or ⌘C."}
      </span>
      {state === "failed" && (
        <input
          ref={manual}
          readOnly
          value={text}
          aria-label="Text to copy"
          onCopy={() => onCopied?.()}
          className="control w-full rounded-lg border bg-surface-sunken px-3 font-mono"
        />
      )}
    </span>
  );
}
