import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { adminAddresses, memberAddresses } from "@/lib/tenancy/admin-addresses";
import { mailsSent, nameInMail, queueMail, quoteInMail } from "@/lib/tenancy/mail";
import type { Outcome } from "./new-leak";

const subject = "A credential was found in public";
/** So many mails of a day reach one mailbox; the audit log has all. */
const mostADay = 20;
/** So many credentials are named in one mail. */
const mostNamed = 20;

/** Mails an organization's owners and admins what became of its leaked credentials, and each user what became of theirs. */
export async function mailLeaks(
  tx: PrismaSession,
  organizationId: string,
  outcomes: readonly Outcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const { name } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId }, select: { name: true } });
  const admins = await adminAddresses(tx, organizationId);
  const told = new Map<string, readonly Outcome[]>(admins.map((address) => [address, outcomes]));
  const owners = new Set(outcomes.flatMap(({ ownerId }) => ownerId ?? []));
  for (const ownerId of owners) {
    const own = outcomes.filter((outcome) => outcome.ownerId === ownerId);
    for (const address of await memberAddresses(tx, organizationId, [ownerId])) {
      if (!told.has(address)) told.set(address, own);
    }
  }
  for (const [to, own] of told) {
    const sent = await mailsSent(tx, { to, subject, withinMs: dayMs });
    if (sent.length < mostADay) await queueMail(tx, { to, subject, text: textOf(name, own) });
  }
}

const kinds: Record<Outcome["leak"]["kind"], string> = {
  "api-key": "The API key",
  token: "The personal access token",
  "app-secret": "A secret of the OAuth app",
  "refresh-token": "A refresh token of the OAuth app",
};

const words: Record<Outcome["done"], string> = {
  revoked: "It was revoked, with what was made with it. Make a new one where it is still needed.",
  disabled:
    "It was switched off, with what was made with it. Rotate it, which gives a new one that works, or switch it on again where it was no secret.",
  nothing: "It still works: the organization's policy only tells of it. Rotate or revoke it now.",
  ended: "It had ended before.",
};

function textOf(organization: string, outcomes: readonly Outcome[]): string {
  const { publicUrl } = runtime().settings;
  const parts = outcomes
    .slice(0, mostNamed)
    .map(({ leak, name, hint, done, path }) =>
      [
        `${kinds[leak.kind]} ${nameInMail(name)}${hint === "" ? "" : ` (${hint})`} was found in public (${leak.source}):`,
        quoteInMail(leak.url ?? "at an address that was not told"),
        words[done],
        `${publicUrl}${path}`,
      ].join("\n"),
    );
  const more = outcomes.length - parts.length;
  return [
    `A secret-scanning partner reported credentials of ${nameInMail(organization)}. People who read them there may have used them: look at their last requests.`,
    ...parts,
    ...(more > 0 ? [`${more} more are in the audit log: ${publicUrl}/dashboard/audit-log`] : []),
  ].join("\n\n");
}
