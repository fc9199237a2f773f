"use client";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";

/** The table of contents: always in view on wide screens, behind a button on narrow ones. */
export function Contents({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const scrolled = useRef<HTMLDivElement>(null);
  // A long list begins where the page is that is shown.
  useEffect(() => {
    const box = scrolled.current;
    const current = box?.querySelector("[aria-current=page]");
    if (!current || !box) return;
    const { top } = current.getBoundingClientRect();
    box.scrollTop += top - box.getBoundingClientRect().top - box.clientHeight / 2;
  }, []);
  return (
    // It scrolls by itself, so that the search above it stays in view.
    <div ref={scrolled} className="lg:-ml-1 lg:min-h-0 lg:overflow-y-auto lg:pb-8 lg:pl-1">
      <Button
        className="w-full justify-between lg:hidden"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        Contents
        <ChevronDown aria-hidden className={classNames("size-4 transition-transform", open && "rotate-180")} />
      </Button>
      <div id={id} className={classNames("max-lg:mt-4", !open && "max-lg:hidden")}>
        {children}
      </div>
    </div>
  );
}
