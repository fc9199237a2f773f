"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-text";

const thanksMs = 2_000;

/** Copies the page as Markdown, which `href` answers with; the link beside it opens the same. */
export function CopyPage({ href }: { href: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const asked = useRef<Promise<string> | null>(null);

  useEffect(() => {
    if (state !== "copied") return;
    const timer = setTimeout(() => setState("idle"), thanksMs);
    return () => clearTimeout(timer);
  }, [state]);

  // Some browsers copy only what is there when they are told to: it is fetched when the pointer or the focus comes near.
  const ask = () => {
    asked.current ??= textAt(href);
    asked.current.catch(() => {
      asked.current = null;
    });
    return asked.current;
  };
  const copy = async (button: HTMLElement) => {
    const copied = await ask()
      .then((text) => copyText(text, button))
      .catch(() => false);
    setState(copied ? "copied" : "failed");
  };

  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
      <Button
        size="sm"
        onPointerEnter={() => void ask().catch(() => undefined)}
        onFocus={() => void ask().catch(() => undefined)}
        onClick={(event) => copy(event.currentTarget)}
      >
        {state === "copied" ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
        {state === "copied" ? "Copied" : "Copy page as Markdown"}
      </Button>
      <a
        href={href}
        className="inline-flex min-h-6 items-center text-muted hover:text-foreground hover:underline pointer-coarse:min-h-11"
      >
        Open as Markdown
      </a>
      <span aria-live="polite" className={state === "failed" ? "text-danger-text" : "sr-only"}>
        {state === "copied" && "Copied to the clipboard"}
        {state === "failed" && "It could not be copied. Open it as Markdown instead."}
      </span>
    </div>
  );
}

async function textAt(href: string): Promise<string> {
  const answered = await fetch(href);
  if (!answered.ok) throw new Error(`${href} answered ${answered.status}`);
  return answered.text();
}
