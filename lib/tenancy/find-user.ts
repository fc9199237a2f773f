import "server-only";
import { domainToUnicode } from "node:url";
import type { PrismaSession } from "@/lib/platform/database";
import { foldedEmail } from "@/lib/platform/email-address";

/**
 * The user with an address, in any form that people type. Addresses are stored in their ASCII form; those of before,
 * which providers gave with another script's domain, are found as well.
 */
export async function findUserByEmail(tx: PrismaSession, typed: string) {
  const email = foldedEmail(typed);
  const [current, before] = [email, unicodeForm(email)];
  const found = await tx.user.findMany({ where: { email: { in: [...new Set([current, before])] } } });
  return found.find((user) => user.email === current) ?? found[0] ?? null;
}

function unicodeForm(email: string): string {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, at + 1)}${domainToUnicode(email.slice(at + 1)) || email.slice(at + 1)}`;
}
