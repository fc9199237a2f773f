import "server-only";
import { addressBlocks } from "@/lib/access/address";
import type { Client } from "@/lib/http/route";
import { foldedEmail } from "@/lib/platform/email-address";
import type { PasswordTurn } from "@/lib/platform/passwords";

/** A client's place in the queue of passwords: its blocks of addresses take turns with others, and in them each account. */
export function passwordTurn(client: Client | null, account: string): PasswordTurn {
  return { path: [...addressBlocks(client?.address ?? null), foldedEmail(account)], signal: client?.hungUp?.() };
}
