"use client";
import { useMutation } from "@tanstack/react-query";
import { beginAuthenticatorContract, beginPasskeyContract } from "@/lib/features/accounts/factors-contract";
import { call } from "@/lib/http/call";

/**
 * The set-ups that begin on the server, which asks first who is there: their dialogs open once it has answered, so that the
 * two never lie over each other.
 */
export function useBegun() {
  return {
    app: useBeginning(() => call(beginAuthenticatorContract, {})),
    passkey: useBeginning(() => call(beginPasskeyContract, {})),
  };
}

function useBeginning<T>(begin: () => Promise<T>) {
  const { mutate, data, error, isPending, reset } = useMutation({ mutationFn: begin });
  return { begin: () => mutate(), begun: data ?? null, error, isPending, end: reset };
}
