import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { onlyGiven } from "@/lib/platform/only-given";
import { type EventType, eventTypeIds } from "@/lib/tenancy/event-catalogue";
import type { ActivityKind, ActivityQuery } from "./activity-contract";
import type { AuditList } from "./contract";
import { describeEvents } from "./describe-events";

type AccountEvent = Extract<EventType, `user.${string}` | `session.${string}`>;

/** Of which kind each event of an account is; a new type fails the compiler until it has one. */
const kinds: Readonly<Record<AccountEvent, ActivityKind>> = {
  "user.registered": "account",
  "user.signed_in": "sign_ins",
  "user.new_device": "sign_ins",
  "user.disowned": "sign_ins",
  "user.sign_in_failed": "sign_ins",
  "user.sign_ins_slowed": "sign_ins",
  "user.sign_in_unlocked": "sign_ins",
  "session.confirmed": "sessions",
  "session.ended": "sessions",
  "user.factor_added": "factors",
  "user.factor_removed": "factors",
  "user.passkey_renamed": "factors",
  "user.provider_connected": "factors",
  "user.provider_disconnected": "factors",
  "user.recovery_codes_made": "recovery",
  "user.password_changed": "recovery",
  "user.password_reset_asked": "recovery",
  "user.password_reset_required": "recovery",
  "user.email_change_asked": "recovery",
  "user.email_changed": "recovery",
  "user.email_change_undone": "recovery",
  "user.verification_sent": "account",
  "user.email_verified": "account",
  "user.data_exported": "account",
  "user.suspended": "account",
  "user.reactivated": "account",
  "user.deleted": "account",
  "user.admin_changed": "account",
};

const isOfAccount = (type: EventType): type is AccountEvent => type in kinds;

/**
 * A page of what happened to the caller's own account, newest first, whatever organization they act for. It stands in
 * the log of their personal organization, which carries the user's id.
 */
export async function listAccountActivity(
  { userId }: Pick<UserPrincipal, "userId">,
  { limit, cursor, kind, outcome }: ActivityQuery,
): Promise<AuditList> {
  const types = eventTypeIds.filter(isOfAccount).filter((type) => kind === undefined || kinds[type] === kind);
  const found = await runtime().database.prisma.event.findMany({
    where: {
      AND: [
        { organizationId: userId, subjectId: userId, type: { in: types } },
        onlyGiven({ outcome }),
        afterCursor(cursor),
      ],
    },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: await describeEvents(userId, rows), next_cursor };
}
