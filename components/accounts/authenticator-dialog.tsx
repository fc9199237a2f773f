"use client";
import { CopyButton } from "@/components/ui/copy-button";
import { FormDialog } from "@/components/ui/form-dialog";
import { about } from "@/components/ui/form-problems";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import {
  type beginAuthenticatorContract,
  confirmAuthenticatorContract,
} from "@/lib/features/accounts/factors-contract";
import { call } from "@/lib/http/call";
import type { ResultOf } from "@/lib/http/contract";
import { recoveryCodesReveal } from "./recovery-codes";
import { useRefreshFactors } from "./use-refresh-factors";

type Setup = ResultOf<typeof beginAuthenticatorContract>;

/** Shows the secret to an authenticator app, takes its first code, and then shows recovery codes where they are new. */
export function AuthenticatorDialog({ setup, onClose }: { setup: Setup; onClose: () => void }) {
  const form = useContractForm({
    values: { code: "" },
    schema: confirmAuthenticatorContract.body,
    bodyOf: ({ code }) => ({ setup_token: setup.setup_token, code }),
    send: (body) => call(confirmAuthenticatorContract, { body }),
    words: { code: about("This") },
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Set up an authenticator app"
      description="Any app that shows one-time codes will do, your password manager included."
      submitLabel="Turn on"
      refresh={useRefreshFactors()}
      saved={() => ({ title: "Authenticator app added" })}
      reveal={({ recovery_codes: codes }) => recoveryCodesReveal(codes)}
    >
      <div className="flex flex-col items-center gap-4 sm:flex-row sm:items-start">
        <QrCode {...setup.qr} />
        <div className="flex min-w-0 flex-1 flex-col gap-3 text-sm">
          <p>Scan this code with the app. On this device, open it by a link or type the key.</p>
          <p className="rounded-lg border bg-surface-sunken px-3 py-2 font-mono text-code break-all">
            {inGroups(setup.secret)}
          </p>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <CopyButton text={setup.secret} size="sm" label="Copy key" />
            <a
              href={setup.otpauth_url}
              className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
            >
              Open in an app
            </a>
          </div>
        </div>
      </div>
      <TextField
        control={form.control}
        name="code"
        label="Code that the app shows"
        autoFocus
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={12}
        spellCheck={false}
        className="font-mono sm:max-w-40"
      />
    </FormDialog>
  );
}

/** Dark on white in both themes: many readers know no other. */
function QrCode({ size, path }: Setup["qr"]) {
  return (
    <svg
      role="img"
      aria-label="QR code with the key"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-44 shrink-0 rounded-lg border bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}

/** As people read it aloud and type it. */
function inGroups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}
