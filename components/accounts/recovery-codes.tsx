"use client";
import { Download, TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { saveTextFile } from "@/components/ui/save-file";
import type { Reveal } from "@/components/ui/secret-dialog";
import { StoredCheckbox } from "@/components/ui/secret-reveal";
import type { OnceShownSecrets } from "@/components/ui/use-once-shown-secrets";

/** The step of a dialog that shows recovery codes this once; null where there are none to show. */
export function recoveryCodesReveal(codes: readonly string[] | null): Reveal | null {
  if (!codes) return null;
  const text = codes.join("\n");
  return {
    title: "Save your recovery codes",
    secrets: [text],
    several: true,
    content: (secrets) => <RecoveryCodes codes={codes} text={text} secrets={secrets} />,
  };
}

function RecoveryCodes({
  codes,
  text,
  secrets,
}: {
  codes: readonly string[];
  text: string;
  secrets: OnceShownSecrets;
}) {
  const taken = () => secrets.send({ kind: "taken", secret: text });
  return (
    <div className="flex flex-col gap-5">
      <div className="flex items-start gap-2.5 rounded-lg bg-warning-soft px-3 py-2.5 text-sm text-warning-text">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <p>
          Each works once, as the second step of a sign-in, when you have lost your app and your passkeys. They are
          shown this once. Keep them where you keep passwords, not on the device that they stand in for.
        </p>
      </div>
      <ol
        aria-label="Recovery codes"
        className="grid gap-x-6 gap-y-2 sm:grid-cols-2 rounded-lg border bg-surface-sunken px-4 py-3 font-mono text-sm"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap items-start gap-2">
        <CopyButton text={text} variant="primary" label="Copy codes" autoFocus onCopied={taken} />
        <Button
          onClick={() => {
            saveTextFile("latchkey-recovery-codes.txt", `${text}\n`);
            taken();
          }}
        >
          <Download aria-hidden className="size-4" />
          Download
        </Button>
      </div>
      <StoredCheckbox secrets={secrets} several />
    </div>
  );
}
