"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { beginningOf } from "@/components/ui/dialog-beginning";
import { FormDialog } from "@/components/ui/form-dialog";
import { about } from "@/components/ui/form-problems";
import { PasswordInput } from "@/components/ui/password-input";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { confirmContract } from "@/lib/features/accounts/confirm-contract";
import { call } from "@/lib/http/call";
import type { ConfirmingMethod } from "@/lib/tenancy/account-shapes";
import { signInMethodsQuery } from "./account-queries";
import { confirmAtProvider } from "./confirm-at-provider";
import { confirmWithPasskey } from "./confirm-with-passkey";

const empty = { password: "", code: "", recovery_code: "" };
const typedBy = { password: "password", totp: "code", recovery_code: "recovery_code" } as const;
const missing = {
  password: "Enter your password.",
  code: "Enter the code that your app shows.",
  recovery_code: "Enter one of your recovery codes.",
};
const instead: Record<ConfirmingMethod, string> = {
  passkey: "Use a passkey",
  totp: "Use your authenticator app",
  password: "Use your password",
  recovery_code: "Use a recovery code",
  provider: "Use your provider",
};

/** Asks the user to prove again who they are, in the best way first; `onEnd` hears once whether they did. */
export function ConfirmIdentityDialog({
  methods,
  onEnd,
}: {
  methods: readonly ConfirmingMethod[];
  onEnd: (confirmed: boolean) => void;
}) {
  const [method, setMethod] = useState(methods[0] ?? "password");
  const { data: ways } = useQuery({ ...signInMethodsQuery, enabled: method === "provider" });
  const provider = ways?.data.find(({ configured, connected }) => configured && connected);
  const field = method === "passkey" || method === "provider" ? null : typedBy[method];
  const form = useContractForm({
    values: empty,
    bodyOf: (values) => (field ? { [field]: values[field] } : {}),
    words: { password: about("This"), code: about("This code"), recovery_code: about("This code") },
    check: (values): Record<string, string> =>
      field && values[field].trim() === "" ? { [field]: missing[field] } : {},
    send: (_body, values): Promise<unknown> => {
      if (field) return call(confirmContract, { body: { [field]: values[field] } });
      return method === "passkey" ? confirmWithPasskey() : confirmAtProvider(provider?.provider ?? "");
    },
  });
  const { ref } = form;
  // What was pressed to get here is gone, and these ways have no field that takes the keyboard.
  useEffect(() => {
    const dialog = ref.current?.closest("[role=dialog]");
    if (dialog && field === null) beginningOf(dialog)?.focus();
  }, [ref, field]);
  const choose = (next: ConfirmingMethod) => {
    form.reset(empty);
    setMethod(next);
  };
  const others = methods.filter((other) => other !== method);
  return (
    <FormDialog
      form={form}
      onClose={(result) => onEnd(result !== undefined)}
      title="Confirm it’s you"
      description="Your sign-in is more than ten minutes ago. This needs a fresh proof, which then counts for ten minutes."
      submitLabel={method === "passkey" ? "Use a passkey" : provider ? `Continue with ${provider.label}` : "Confirm"}
      disabled={method === "provider" && !provider}
    >
      {method === "password" && (
        <TextField
          control={form.control}
          name="password"
          label="Password"
          as={PasswordInput}
          autoComplete="current-password"
          autoFocus
        />
      )}
      {method === "totp" && (
        <TextField
          control={form.control}
          name="code"
          label="Code of your authenticator app"
          autoComplete="one-time-code"
          inputMode="numeric"
          autoFocus
        />
      )}
      {method === "recovery_code" && (
        <TextField
          control={form.control}
          name="recovery_code"
          label="Recovery code"
          hint="Each one works once."
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
      )}
      {method === "passkey" && <p className="text-sm text-muted">Your browser asks for one of your passkeys.</p>}
      {method === "provider" && (
        <p className="text-sm text-muted">
          {ways && !provider
            ? "No provider that you have connected is offered here any more. Ask an administrator of this deployment."
            : "Your account has no password. A new tab leads to your provider and back; this page stays as it is."}
        </p>
      )}
      {others.length > 0 && (
        <ul className="flex flex-col items-start gap-1 text-sm">
          {others.map((other) => (
            <li key={other}>
              <button
                type="button"
                disabled={form.busy}
                onClick={() => choose(other)}
                className="focus-ring inline-flex min-h-6 items-center rounded-sm font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
              >
                {instead[other]}
              </button>
            </li>
          ))}
        </ul>
      )}
    </FormDialog>
  );
}
