"use client";
import type { ReactNode } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { type RevealedSecret, SecretReveal } from "./secret-reveal";
import { mayLeave } from "./stored-state";
import { type OnceShownSecret, useOnceShownSecret } from "./use-once-shown-secret";

/**
 * One dialog with two steps: what leads to a secret (`children`, `footer`), and from then on the secret itself. It cannot
 * be lost: from the request on until it is stored, neither Esc nor a click outside nor leaving the page closes it.
 */
export function SecretDialog({
  open,
  onOpenChange,
  title,
  description,
  pending,
  revealed,
  revealTitle,
  children,
  footer,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** The secret has been asked for. */
  pending: boolean;
  revealed: RevealedSecret | null;
  revealTitle: string;
  children: ReactNode;
  footer: ReactNode;
}) {
  const stored = useOnceShownSecret(revealed?.secret ?? null, pending);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      guard={stored.guarded}
      title={revealed ? revealTitle : title}
      {...(description && !revealed ? { description } : {})}
      footer={revealed ? <RevealFooter stored={stored} onDone={() => onOpenChange(false)} /> : footer}
    >
      {revealed ? <SecretReveal revealed={revealed} stored={stored} /> : children}
    </Dialog>
  );
}

/** The one way out, with the reason while it is barred. */
function RevealFooter({ stored, onDone }: { stored: OnceShownSecret; onDone: () => void }) {
  const { warnings } = stored.state;
  const ready = mayLeave(stored.state);
  return (
    <>
      <p role="alert" className="text-sm text-warning-text sm:mr-auto sm:self-center">
        {warnings > 0 && <span key={warnings}>Copy it, or tick “I have stored it”, before you leave.</span>}
      </p>
      <Button
        variant={ready ? "primary" : "secondary"}
        onClick={() => (ready ? onDone() : stored.send({ kind: "leave-refused" }))}
      >
        Done
      </Button>
    </>
  );
}
