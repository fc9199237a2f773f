import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { liveKeys } from "@/lib/tenancy/live-keys";
import { queueMail } from "@/lib/tenancy/mail";

type Mailbox = { id: string; email: string };

/**
 * Tells who has just proved the address of an account what acts for its organizations already, and where to end it.
 * Somebody else may have registered that address and have set it up. Mails nothing where there is nothing.
 */
export async function mailFoundSetup(tx: PrismaSession, { id: userId, email }: Mailbox): Promise<void> {
  const lines = (await findSetup(tx, userId)).filter(({ count }) => count > 0);
  if (lines.length === 0) return;
  const { publicUrl } = runtime().settings;
  const list = lines
    .map(({ what, count, page }) => `- ${what}: ${count}, at ${publicUrl}/dashboard/${page}`)
    .join("\n");
  const text = `By the link that you have just used you proved that the address of this {product} account is yours. Before that, somebody else may have registered it. What they set up for its organizations goes on, also with your new password:

${list}

Look at it before you use the account, and end what you do not know.
`;
  await queueMail(tx, { to: email, subject: "Look at what your {product} account holds already", text });
}

/** What lives on after a reset in the organizations that a user owns, and the page of each kind. */
async function findSetup(tx: PrismaSession, userId: string) {
  const organization = { memberships: { some: { userId, role: "owner" as const } } };
  const keys = { organization, scopes: { isEmpty: false }, ...liveKeys(new Date(runtime().clock.now())) };
  return [
    { what: "API keys", count: await tx.apiKey.count({ where: keys }), page: "api-keys" },
    { what: "OAuth apps", count: await tx.oAuthApp.count({ where: { organization } }), page: "oauth-apps" },
    { what: "Webhooks", count: await tx.webhookEndpoint.count({ where: { organization } }), page: "webhooks" },
    {
      what: "Other members",
      count: await tx.membership.count({ where: { organization, userId: { not: userId } } }),
      page: "team",
    },
  ];
}
