"use client";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import type { TryPanelProps } from "./try-panel";

const panel = partOf(async () => (await import("./try-panel")).TryPanel);

/** The way to send a request from the page; its code is loaded when somebody wants to. */
export function TryIt(props: TryPanelProps) {
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);
  const id = useId();
  const toggle = () => {
    setWanted(true);
    setOpen(!open);
  };
  return (
    <div className="flex flex-col gap-4">
      <div>
        <Button
          variant="primary"
          aria-expanded={open}
          aria-controls={id}
          onPointerEnter={() => void panel.prepare()}
          onClick={toggle}
        >
          Try it
        </Button>
      </div>
      <div id={id} hidden={!open} className="rounded-xl border bg-surface p-4 shadow-panel">
        {wanted && <OnDemand part={panel} {...props} />}
      </div>
    </div>
  );
}
