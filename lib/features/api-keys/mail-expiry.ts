import "server-only";
import { inSession } from "@/lib/access/key-lineage";
import { dayMs } from "@/lib/access/limit-windows";
import { policyEndSql, policyJoinSql } from "@/lib/access/policy-rules";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import type { JobHandlers, JobOutcome } from "@/lib/platform/jobs";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { readKeyStates } from "@/lib/tenancy/key-standing";
import { mailsSent, nameInMail, queueMail } from "@/lib/tenancy/mail";

/** The kind of job that mails somebody which keys end soon; its payload is `{ userId }`. */
export const expiryMailJob = "keys.expiry-mail";

/** How long after the first notice of a day its mail is written, so that it has all of them. */
export const mailAfterMs = 15 * 60_000;

const subject = "API keys that expire soon";
/** Keys that a mail names; of more it says how many. */
const mostNamed = 50;

/** The jobs that notices of expiry ask for. */
export const expiryJobs = {
  [expiryMailJob]: ({ userId }) => mailExpiry(String(userId)),
} satisfies JobHandlers;

/** Those of some keys that somebody may want to prolong: what a maker's end, a suspension or the like has stopped is nobody's to. */
export async function prolongable<Key extends { id: string }>(
  tx: PrismaSession,
  keys: readonly Key[],
  now: Date,
): Promise<Key[]> {
  const ids = keys.map(({ id }) => id);
  const states = await readKeyStates(inSession(tx), ids, now.getTime());
  return keys.filter(({ id }) => states.get(id) === "active" || states.get(id) === "scheduled");
}

type Ending = { id: string; organization: string; name: string; hint: string; endsAt: Date };

/** Mails somebody all keys that they were not told of yet: at most one mail a day of UTC, however many keys and jobs there are. */
async function mailExpiry(userId: string): Promise<JobOutcome> {
  const nowMs = runtime().clock.now();
  const todayMs = Math.floor(nowMs / dayMs) * dayMs;
  return inTransaction(runtime(), async (tx) => {
    // Any job may run twice, and each organization asks for one.
    await lockUntilCommit(tx, `${expiryMailJob} ${userId}`);
    const user = await tx.user.findUnique({ where: { id: userId }, select: { email: true, suspendedAt: true } });
    const waiting = await tx.keyExpiryMail.count({ where: { userId, sentAt: null }, take: 1 });
    if (!user || waiting === 0) return undefined;
    const { email: to } = user;
    const today = await mailsSent(tx, { to, subject, withinMs: nowMs - todayMs + 1 });
    if (today.length > 0) return { againAtMs: todayMs + dayMs + mailAfterMs };
    const ending = await readEnding(tx, userId, new Date(nowMs));
    await tx.keyExpiryMail.updateMany({ where: { userId, sentAt: null }, data: { sentAt: new Date(nowMs) } });
    if (ending.length > 0 && user.suspendedAt === null) await queueMail(tx, { to, subject, text: textOf(ending) });
    return undefined;
  });
}

/**
 * Of what somebody is to be told, the keys that still work and still end then, of organizations that they are in and that still
 * tell. An end that was moved meanwhile has a notice of its own, where it is near enough for one.
 */
async function readEnding(tx: PrismaSession, userId: string, now: Date): Promise<Ending[]> {
  const ending = await tx.$queryRawUnsafe<Ending[]>(
    `SELECT DISTINCT o.name AS organization, k.name, k.secret_hint AS hint, m.ends_at AS "endsAt", k.id
       FROM key_expiry_mails m JOIN api_keys k ON k.id = m.key_id JOIN organizations o ON o.id = k.organization_id
       JOIN memberships here ON here.organization_id = o.id AND here.user_id = m.user_id
       ${policyJoinSql("o.id")}
      WHERE m.user_id = $1 AND m.sent_at IS NULL AND m.ends_at > $2 AND o.expiry_notices
        AND m.ends_at = ${policyEndSql("k", "key")}
        AND k.replaced_by_id IS NULL
      ORDER BY m.ends_at, o.name, k.name, k.id`,
    userId,
    now,
  );
  return prolongable(tx, ending, now);
}

function textOf(ending: readonly Ending[]): string {
  const named = ending.slice(0, mostNamed);
  const more = ending.length - named.length;
  const organizations = [...new Set(named.map(({ organization }) => organization))];
  const parts = organizations.map((organization) => {
    const lines = named.filter((one) => one.organization === organization).map(lineOf);
    return `${nameInMail(organization)}:\n${lines.join("\n")}`;
  });
  return `These API keys end soon, and what uses them is refused from then on.

${parts.join("\n\n")}
${more > 0 ? `\nAnd ${more.toLocaleString("en")} more.\n` : ""}
Rotate a key that is still needed, or give it a later end:

${runtime().settings.publicUrl}/dashboard/api-keys?review=true

You made these keys, or administer an organization whose keys nobody else answers for. Admins switch these notices off in the organization's settings.
`;
}

function lineOf({ name, hint, endsAt }: Ending): string {
  return `- ${nameInMail(name)} (${nameInMail(hint)}) ends on ${endsAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
