"use client";
import { Fingerprint, LifeBuoy, type LucideIcon, Smartphone } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { PageForm } from "@/components/ui/page-form";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import type { SecondFactor } from "@/lib/features/accounts/factors-contract";
import { secondStepContract } from "@/lib/features/accounts/second-step-contract";
import { call } from "@/lib/http/call";
import { askForPasskey, passkeyFailureText } from "./passkey-browser";

type Props = { methods: readonly SecondFactor[]; passkeyOptions: object | null; target: string };

/** The second step of a sign-in: one of the factors that the account has, with a way to change to another. */
export function SecondStep({ methods, passkeyOptions, target }: Props) {
  const [chosen, setChosen] = useState<SecondFactor>(methods[0] ?? "recovery_code");
  return (
    <>
      {chosen === "passkey" && passkeyOptions ? (
        <PasskeyStep options={passkeyOptions} target={target} />
      ) : (
        <CodeStep key={chosen} field={chosen === "totp" ? "code" : "recovery_code"} target={target} />
      )}
      <ul className="mt-6 flex flex-col gap-1 border-t pt-4 text-sm">
        {methods
          .filter((method) => method !== chosen)
          .map((method) => (
            <li key={method}>
              <OtherWay method={method} onChoose={() => setChosen(method)} />
            </li>
          ))}
        <li className="text-muted">
          Not you?{" "}
          <a
            href={`/sign-in?callbackUrl=${encodeURIComponent(target)}`}
            className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
          >
            Start over
          </a>
        </li>
      </ul>
    </>
  );
}

const ways: Record<SecondFactor, { icon: LucideIcon; words: string }> = {
  totp: { icon: Smartphone, words: "Use your authenticator app" },
  passkey: { icon: Fingerprint, words: "Use a passkey" },
  recovery_code: { icon: LifeBuoy, words: "Use a recovery code" },
};

function OtherWay({ method, onChoose }: { method: SecondFactor; onChoose: () => void }) {
  const { icon: Icon, words } = ways[method];
  return (
    <Button variant="ghost" size="sm" className="-ml-2.5 text-accent-text" onClick={onChoose}>
      <Icon aria-hidden className="size-4" />
      {words}
    </Button>
  );
}

const fields = {
  code: {
    label: "Code from your authenticator app",
    hint: "Six digits, new every thirty seconds.",
    missing: "Enter the code that the app shows.",
    inputMode: "numeric",
    autoComplete: "one-time-code",
    maxLength: 12,
  },
  recovery_code: {
    label: "Recovery code",
    hint: "One of the ten that you saved when you turned on two-step verification. Each works once.",
    missing: "Enter one of your recovery codes.",
    inputMode: "text",
    autoComplete: "off",
    maxLength: 40,
  },
} as const;

function CodeStep({ field, target }: { field: keyof typeof fields; target: string }) {
  const { label, hint, missing, ...input } = fields[field];
  const form = useContractForm({
    values: { typed: "" },
    check: ({ typed }): Record<string, string> => (typed.trim() === "" ? { typed: missing } : {}),
    send: async ({ typed }) => {
      try {
        return await call(secondStepContract, { body: { [field]: typed, target } });
      } catch (error) {
        form.focus("typed", { select: true });
        throw error;
      }
    },
  });
  return (
    <PageForm form={form} onSuccess={leave} className="flex flex-col gap-4">
      <TextField
        control={form.control}
        name="typed"
        label={label}
        hint={hint}
        autoFocus
        autoCapitalize="none"
        spellCheck={false}
        className="font-mono"
        {...input}
      />
      <Button type="submit" variant="primary" pending={form.busy || form.done} className="mt-1 w-full">
        Sign in
      </Button>
    </PageForm>
  );
}

function PasskeyStep({ options, target }: { options: object; target: string }) {
  const form = useContractForm({
    values: {},
    send: async () => call(secondStepContract, { body: { passkey: await askForPasskey(options), target } }),
    alertOf: passkeyFailureText,
  });
  return (
    <PageForm form={form} onSuccess={leave} className="flex flex-col gap-4">
      <p className="text-sm text-muted">Your browser asks for it, and you unlock it with a finger, a face or a PIN.</p>
      <Button type="submit" variant="primary" pending={form.busy || form.done} className="w-full" autoFocus>
        <Fingerprint aria-hidden className="size-4" />
        Use a passkey
      </Button>
    </PageForm>
  );
}

/** A full load: the server draws the target with the new cookie, or an application takes its token from the address. */
function leave({ location }: { location: string }): void {
  window.location.assign(location);
}
