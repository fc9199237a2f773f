"use client";
import { Settings2 } from "lucide-react";
import { useState } from "react";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { AlertSettingsDialog, type AlertSetup } from "./alert-settings-dialog";

/** Opens the settings of alerts; `setup` is null for members, who may not change them. */
export function AlertSettingsButton({ setup }: { setup: AlertSetup | null }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <ReasonedButton
        reason={setup ? null : "Only admins and owners change what is alerted"}
        onClick={() => setOpen(true)}
      >
        <Settings2 aria-hidden className="size-4" />
        Settings
      </ReasonedButton>
      {open && setup && <AlertSettingsDialog setup={setup} onClose={() => setOpen(false)} />}
    </>
  );
}
