import "server-only";
import { disownText } from "@/lib/features/accounts/sessions/disown-text";
import type { SessionOrigin } from "@/lib/features/accounts/sessions/session-origin";
import type { PrismaSession } from "@/lib/platform/database";
import { queueMail } from "@/lib/tenancy/mail";

type FactorChange = keyof typeof sentences | { recoveryCodesLeft: number };

const sentences = {
  "authenticator added": "An authenticator app was added to your {product} account.",
  "authenticator replaced": "The authenticator app of your {product} account was replaced by another one.",
  "authenticator removed": "The authenticator app was removed from your {product} account.",
  "passkey added": "A passkey was added to your {product} account.",
  "passkey removed": "A passkey was removed from your {product} account.",
  "factors removed":
    "Two-step verification was turned off for your {product} account by the operator of the deployment.",
  "recovery codes made": "New recovery codes were made for your {product} account.",
} as const;

/**
 * Tells the user by mail what changed about their second factors, with the link by which they say that it was not them. `by`
 * is the session that did it; null for none.
 */
export async function mailFactorChange(
  tx: PrismaSession,
  userId: string,
  change: FactorChange,
  by: SessionOrigin | null,
): Promise<void> {
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  if (user.email.endsWith(".invalid")) return;
  const [what, more] =
    typeof change === "string"
      ? [sentences[change], ""]
      : ["A recovery code of your {product} account was used.", `\n\nCodes left: ${change.recoveryCodesLeft} of 10.`];
  const text = `${what}${more}\n\n${await disownText(tx, user, by)}`;
  await queueMail(tx, { to: user.email, subject: what.replace(/\.$/, ""), text });
}
