"use client";
import type { ReactNode } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { type RevealedSecret, SecretReveal, storedLabel } from "./secret-reveal";
import { type OnceShownSecrets, useOnceShownSecrets } from "./use-once-shown-secrets";

/** What is shown once: the secrets that have to be stored, and the step that shows them. */
export type Reveal = {
  title: string;
  secrets: readonly string[];
  content: (secrets: OnceShownSecrets) => ReactNode;
  /** What is shown reads as several things. */
  several?: boolean;
};

/** The usual step: one secret with ways to store it. */
export function revealOf(title: string, revealed: RevealedSecret): Reveal {
  return {
    title,
    secrets: [revealed.secret],
    content: (secrets) => <SecretReveal revealed={revealed} secrets={secrets} />,
  };
}

const none: readonly string[] = [];

/**
 * One dialog with two steps: what leads to a secret (`children`, `footer`), and from then on the secret itself. It
 * cannot be lost. From the request on until it is stored, neither Esc nor a click outside nor leaving the page closes
 * it.
 */
export function SecretDialog({
  open,
  onClose,
  title,
  description,
  pending,
  reveal,
  children,
  footer,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** A secret has been asked for. */
  pending: boolean;
  reveal: Reveal | null;
  children?: ReactNode;
  footer?: ReactNode;
}) {
  const secrets = useOnceShownSecrets(reveal?.secrets ?? none, pending);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      guard={secrets.guarded}
      title={reveal?.title ?? title}
      {...(description && !reveal ? { description } : {})}
      footer={reveal ? <RevealFooter secrets={secrets} several={reveal.several ?? false} onDone={onClose} /> : footer}
    >
      {reveal ? reveal.content(secrets) : children}
    </Dialog>
  );
}

/** The one way out, with the reason while it is barred. */
function RevealFooter({
  secrets,
  several,
  onDone,
}: {
  secrets: OnceShownSecrets;
  several: boolean;
  onDone: () => void;
}) {
  const { stored, state, send } = secrets;
  const what = several ? "them" : "it";
  return (
    <>
      <p role="alert" className="text-sm text-warning-text sm:mr-auto sm:self-center">
        {state.warnings > 0 && (
          <span key={state.warnings}>
            Copy {what}, or tick “{storedLabel(several)}”, before you leave.
          </span>
        )}
      </p>
      <Button
        variant={stored ? "primary" : "secondary"}
        onClick={() => (stored ? onDone() : send({ kind: "leave-refused" }))}
      >
        Done
      </Button>
    </>
  );
}
