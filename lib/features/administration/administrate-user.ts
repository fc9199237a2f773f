import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { type Administrators, lastAdministrator, lockAdministratorsAnd } from "@/lib/tenancy/administrators";
import type { EventType } from "@/lib/tenancy/event-catalogue";
import { type NewEvent, operator, recordEvent } from "@/lib/tenancy/events";
import { tellAdministrators } from "@/lib/tenancy/tell-administrators";

// What every change of a user by an administrator has in common.

/** Who changes users and organizations: an administrator of the deployment, or its operator by a command. */
export type Changer = UserPrincipal | typeof operator;

/** The changer as events name them. */
export function actorOf(changer: Changer): string {
  return changer === operator ? operator : changer.userId;
}

/**
 * Holds a user and every administrator, before anything is read. 403 when the caller has stopped being one meanwhile,
 * 404 for an unknown user.
 */
export async function holdUser(tx: PrismaSession, changer: Changer, id: string): Promise<Administrators> {
  const administrators = await lockAdministratorsAnd(tx, id);
  await requireAdministrator(tx, administrators, changer);
  if (!administrators.found) throw noSuchUser();
  return administrators;
}

/**
 * The caller may have been removed or suspended while waiting, which throws 403, or their credential may have ended: 401. The
 * operator has the machine itself. The caller of this holds every administrator.
 */
export async function requireAdministrator(
  tx: PrismaSession,
  { ids }: Administrators,
  changer: Changer,
): Promise<void> {
  if (changer === operator) return;
  if (!ids.includes(changer.userId)) throw new ApiError("forbidden");
  await holdCaller(tx, changer);
}

/** Throws 409 for the last administrator who could sign in. */
export function requireAnother({ isLast }: Administrators): void {
  if (isLast) throw new ApiError("conflict", lastAdministrator);
}

/** The 404 for a user who is not there. */
export function noSuchUser(): ApiError {
  return new ApiError("not_found", "There is no such user");
}

/**
 * Tells the acting administrator's organization and the user's own: a deployment has no audit log of its own. Where the
 * administrator was is told to their organization alone. What the operator did is told to the user, or to the
 * administrators where the user is gone.
 */
export async function recordUserChange(
  tx: PrismaSession,
  changer: Changer,
  client: Client | null,
  {
    type,
    subjectId,
    told = {},
    isGone = false,
  }: { type: EventType; subjectId: string; told?: NewEvent["data"]; isGone?: boolean },
): Promise<void> {
  if (changer === operator) {
    const data = { user_id: subjectId, outcome: "success", by: "command", ...told };
    if (isGone) await tellAdministrators(tx, { type, subjectId, data });
    else {
      const shared = { organizationId: subjectId, environment: "production", actorId: operator } as const;
      await recordEvent(tx, { ...shared, type, subjectId, data });
    }
    return;
  }
  const { organizationId, userId } = changer;
  for (const organization of new Set(isGone ? [organizationId] : [organizationId, subjectId])) {
    const isOwn = organization === organizationId;
    await recordEvent(tx, {
      type,
      organizationId: organization,
      environment: "production",
      actorId: userId,
      subjectId,
      data: {
        user_id: subjectId,
        outcome: "success",
        ...(isOwn && client ? { address: client.address, user_agent: client.userAgent } : {}),
        ...told,
      },
    });
  }
}
