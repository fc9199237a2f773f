import "server-only";
import { type CreditColumns, grantOf } from "@/lib/access/credit-record";
import { creditBucket } from "@/lib/access/credits";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { recordEvent } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import type { CreditNotice } from "./credit-watch";

/**
 * Tells an organization that credits came to an end: once for each count, and again after some were added to it, from whichever
 * process saw it first. True when this call told it. Credits that others began anew meanwhile are not told of.
 */
export function tellCredits({ subject, limit, environment }: CreditNotice): Promise<boolean> {
  const { clock, database } = runtime();
  const [, holder = ""] = subject.split(":");
  const mark = `${subject} ${environment} ${limit}`;
  return database.prisma.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ credit: CreditColumns; told: string | null }[]>`
      SELECT to_jsonb(c) AS credit, c.told_exhausted AS told
        FROM credits c WHERE c.holder = ${holder} FOR UPDATE`;
    const before = row?.told?.split("\n") ?? [];
    if (!row || before.includes(mark)) return false;
    const now = creditBucket("key", grantOf(row.credit), environment, clock.now());
    if (now.subject !== subject || now.window.limit !== limit) return false;
    // Production and development have counts of their own, and each keeps its mark.
    const others = before.filter((one) => !one.includes(` ${environment} `));
    await tx.credits.update({ where: { holder }, data: { toldExhausted: [...others, mark].join("\n") } });
    const data = { granted: limit, refills_at: now.window.next ? new Date(now.window.next.atMs).toISOString() : null };
    return (await tellOfKey(tx, holder, data)) || (await tellOfCustomer(tx, holder, environment, data));
  });
}

type Told = { granted: number; refills_at: string | null };
const nobody = { actorId: null, credentialId: null };

/** Of the keys of a line the one that works on. */
async function tellOfKey(tx: PrismaSession, lineId: string, data: Told): Promise<boolean> {
  const key = await tx.apiKey.findFirst({ where: { lineId }, orderBy: { createdAt: "desc" } });
  if (!key) return false;
  await recordKeyEvents(tx, nobody, "key.credits_exhausted", [key], data);
  return true;
}

async function tellOfCustomer(
  tx: PrismaSession,
  id: string,
  environment: CreditNotice["environment"],
  data: Told,
): Promise<boolean> {
  const customer = await tx.customer.findUnique({ where: { id } });
  if (!customer) return false;
  const { organizationId, externalId, name } = customer;
  const about = { customer_id: id, external_id: externalId, name, ...data };
  const type = "customer.credits_exhausted" as const;
  await recordEvent(tx, { organizationId, environment, type, subjectId: id, customerId: id, data: about });
  return true;
}
