import "server-only";
import type { SecondFactor } from "@/lib/features/accounts/factors-contract";
import { identityProviderOf } from "@/lib/tenancy/sign-in-providers";

/** RFC 8176's words for our own proofs. */
const words: Record<"password" | SecondFactor, string> = {
  password: "pwd",
  totp: "otp",
  passkey: "hwk",
  recovery_code: "rec",
};

/**
 * What a session notes of a proof that its user gave. It is a word of RFC 8176, or the name that identities of the
 * provider are stored under, which stays the same when the settings count providers anew.
 */
export function sessionMethodOf(proof: string): string {
  return Object.entries(words).find(([ours]) => ours === proof)?.[1] ?? identityProviderOf(proof);
}
