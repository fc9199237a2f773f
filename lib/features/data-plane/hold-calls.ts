import "server-only";
import type { LimitBucket, LimitDecision } from "@/lib/access/limiter";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { acquireSlots, releaseSlots, type SlotLease, type SlotVerdict } from "@/lib/access/slot-leases";
import { Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import type { CallsAtOnce } from "@/lib/http/request-buckets";
import type { PrismaSession } from "@/lib/platform/database";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { onBehalfOf } from "@/lib/platform/whose-work";
import { keepOrganization } from "@/lib/tenancy/row-locks";
import type { Question } from "./question";

/** What of a plan's calls at once is held; without `leases` there was no room. */
export type Holding = Pick<SlotVerdict, "leases" | "retryAfter">;

type Wanted = {
  question: Pick<Question, "askedBy">;
  principal: Pick<Principal, "organizationId">;
  calls: CallsAtOnce;
  /** For how long each is held, in seconds. */
  wanted: readonly number[];
  buckets: readonly LimitBucket[];
  /** Decides on the windows, and counts on them. */
  take: () => LimitDecision | null | Promise<LimitDecision | null>;
};

/**
 * Holds calls first, and counts them on the windows only where all are held: what lacks room for either leaves nothing of both behind.
 * Where this process dies between the two, what it holds expires, and nothing was counted.
 */
export async function holdCalls({ question, principal, calls, wanted, buckets, take }: Wanted): Promise<{
  decision: LimitDecision | null;
  holding: Holding | null;
}> {
  const standing = buckets.length === 0 ? null : await runtime().limiter.peek(buckets);
  // A caller who is over a window anyway takes no turn, and no place from others for as long as it would last.
  if (standing && !standing.allowed) return { decision: standing, holding: null };
  const { organizationId } = principal;
  const { askedBy } = question;
  const holder = { organizationId, identifier: calls.identifier };
  const slots = wanted.map((ttlSeconds) => ({ slots: 1, ttlSeconds, askedBy }));
  // The connections that it takes are a share of the organization's whose calls these are.
  const onTheirs = <T>(work: () => Promise<T>) => onBehalfOf(`org:${organizationId}`, null, work);
  const holding = await onTheirs(() =>
    acquireSlots(organizationId, holder, calls.limit, slots, (tx) => holdOrganization(tx, organizationId)),
  );
  const { leases } = holding;
  if (leases === null) return { decision: standing, holding };
  const giveBack = () => onTheirs(() => letGo(leases, askedBy));
  let decision: LimitDecision | null;
  try {
    decision = await take();
  } catch (error) {
    await giveBack();
    throw error;
  }
  if (decision === null || decision.allowed) return { decision, holding };
  await giveBack();
  return { decision, holding: null };
}

/** It goes with all that is held of it, and nothing comes after; held before any turn is taken, as rows are locked in one order. */
async function holdOrganization(tx: PrismaSession, id: string): Promise<void> {
  if (!(await keepOrganization(tx, id))) throw new ApiError("unavailable");
}

/** Leases of calls that this asker holds. */
export function heldBy(askedBy: string): Prisma.Sql {
  return Prisma.sql`asked_by = ${askedBy}`;
}

/** What cannot be given back now expires. */
async function letGo(leases: readonly SlotLease[], askedBy: string): Promise<void> {
  for (const { id } of leases) {
    try {
      await releaseSlots(heldBy(askedBy), id, async () => undefined);
    } catch (error) {
      runtime().log("warn", "hold_not_released", errorFields(error));
    }
  }
}
