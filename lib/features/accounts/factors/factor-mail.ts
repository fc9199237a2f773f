import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { queueMail } from "@/lib/tenancy/mail";

type FactorChange = keyof typeof sentences | { recoveryCodesLeft: number };

const sentences = {
  "authenticator added": "An authenticator app was added to your Latchkey account.",
  "authenticator removed": "The authenticator app was removed from your Latchkey account.",
  "passkey added": "A passkey was added to your Latchkey account.",
  "passkey removed": "A passkey was removed from your Latchkey account.",
  "factors removed":
    "Two-step verification was turned off for your Latchkey account by the operator of the deployment.",
  "recovery codes made": "New recovery codes were made for your Latchkey account.",
} as const;

/** Tells the user by mail what changed about their second factors. They can act if it was not them. */
export async function mailFactorChange(tx: PrismaSession, userId: string, change: FactorChange): Promise<void> {
  const { email: to } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  const [what, more] =
    typeof change === "string"
      ? [sentences[change], ""]
      : ["A recovery code of your Latchkey account was used.", `\n\nCodes left: ${change.recoveryCodesLeft} of 10.`];
  const text = `${what}${more}

If this was you, there is nothing to do. If it was not, sign in, look at "Two-step verification and passkeys" and "Sessions", and change your password:
${runtime().settings.publicUrl}/dashboard/settings
`;
  await queueMail(tx, { to, subject: what.replace(/\.$/, ""), text });
}
