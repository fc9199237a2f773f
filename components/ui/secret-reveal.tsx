"use client";
import { Download, TriangleAlert } from "lucide-react";
import { type ClipboardEvent, useId } from "react";
import { codeLanguageOf, pageCookie } from "@/lib/http/code-language";
import { Button } from "./button";
import { Checkbox } from "./checkbox";
import { classNames } from "./class-names";
import { CodeTabs } from "./code-tabs";
import { CopyButton } from "./copy-button";
import { controlClass } from "./input";
import type { Snippets } from "./request-snippets";
import { saveTextFile } from "./save-file";
import type { OnceShownSecrets } from "./use-once-shown-secrets";

export type RevealedSecret = {
  secret: string;
  /** What the secret is, as the field's name. */
  label: string;
  envFile?: { name: string; text: string };
  /** Only in the languages that have something to show. */
  snippets?: Partial<Snippets>;
  /** What becomes of it; by default that only its hash is kept. */
  note?: string;
};

const hashedNote = "This is the only time it is shown. Only its hash is kept, so it cannot be looked up later.";

/** A secret that is shown this once: the secret itself, ways to store it, and a first request to try. */
export function SecretReveal({ revealed, secrets }: { revealed: RevealedSecret; secrets: OnceShownSecrets }) {
  const { secret, label, envFile, snippets, note = hashedNote } = revealed;
  const noteId = useId();
  const taken = () => secrets.send({ kind: "taken", secret });
  return (
    <div className="flex flex-col gap-5">
      <div className="flex items-start gap-2.5 rounded-lg bg-warning-soft px-3 py-2.5 text-sm text-warning-text">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <p id={noteId}>{note}</p>
      </div>
      <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
        <SecretField secret={secret} label={label} describedBy={noteId} onTaken={taken} />
        <CopyButton text={secret} variant="primary" autoFocus onCopied={taken} className="max-sm:w-full" />
      </div>
      <div className="flex flex-col gap-x-4 gap-y-2 sm:flex-row sm:items-center sm:justify-between">
        {envFile && (
          <Button
            size="sm"
            onClick={() => {
              saveTextFile(envFile.name, envFile.text);
              taken();
            }}
          >
            <Download aria-hidden className="size-4" />
            Download .env
          </Button>
        )}
        <StoredCheckbox secrets={secrets} />
      </div>
      {snippets && (
        <CodeTabs
          codes={snippets}
          language={codeLanguageOf(pageCookie)}
          onCopied={(code) => code.includes(secret) && taken()}
        />
      )}
    </div>
  );
}

/** What the reader gives their word for: of one thing, or of several. */
export function storedLabel(several: boolean): string {
  return several ? "I have stored them" : "I have stored it";
}

/** The reader's word that they stored it in another way. */
export function StoredCheckbox({
  secrets: { stored, state, send },
  several = false,
}: {
  secrets: OnceShownSecrets;
  several?: boolean;
}) {
  return (
    <Checkbox
      checked={stored}
      disabled={stored && !state.confirmed}
      onCheckedChange={(value) => send({ kind: "confirmed", value })}
      label={storedLabel(several)}
    />
  );
}

type FieldProps = { secret: string; label: string; describedBy: string; onTaken: () => void };

/** Wraps instead of hiding its end, because people compare the last characters. */
function SecretField({ secret, label, describedBy, onTaken }: FieldProps) {
  const takenWhenWhole = ({ currentTarget }: ClipboardEvent<HTMLTextAreaElement>) => {
    const { selectionStart, selectionEnd, value } = currentTarget;
    if (value.slice(selectionStart, selectionEnd) === secret) onTaken();
  };
  return (
    <textarea
      readOnly
      rows={1}
      value={secret}
      aria-label={label}
      aria-describedby={describedBy}
      spellCheck={false}
      autoComplete="off"
      onFocus={(event) => event.currentTarget.select()}
      onCopy={takenWhenWhole}
      className={classNames(
        controlClass,
        "h-18 min-w-0 shrink-0 resize-none read-only:bg-surface-sunken px-3 py-2.5 font-mono text-base leading-6 break-all sm:h-9 sm:flex-1 sm:py-1.5 sm:text-code",
      )}
    />
  );
}
