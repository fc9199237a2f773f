"use client";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";

/** The table of contents: always in view on wide screens, behind a button on narrow ones. */
export function Contents({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div>
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
