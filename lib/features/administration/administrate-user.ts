import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { type Administrators, lastAdministrator, lockAdministratorsAnd } from "@/lib/tenancy/administrators";
import type { EventType } from "@/lib/tenancy/event-catalogue";
import { recordEvent } from "@/lib/tenancy/events";

// What every change of a user by an administrator has in common.

/**
 * Holds a user and every administrator, before anything is read. 403 when the caller has stopped being one meanwhile,
 * 404 for an unknown user.
 */
export async function holdUser(tx: PrismaSession, principal: UserPrincipal, id: string): Promise<Administrators> {
  const administrators = await lockAdministratorsAnd(tx, id);
  requireAdministrator(administrators, principal);
  if (!administrators.found) throw noSuchUser();
  return administrators;
}

/** The caller may have been removed or suspended while waiting; throws 403. */
export function requireAdministrator({ ids }: Administrators, { userId }: UserPrincipal): void {
  if (!ids.includes(userId)) throw new ApiError("forbidden");
}

/** Throws 409 for the last administrator who could sign in. */
export function requireAnother({ isLast }: Administrators): void {
  if (isLast) throw new ApiError("conflict", lastAdministrator);
}

export function noSuchUser(): ApiError {
  return new ApiError("not_found", "There is no such user");
}

type Told = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Tells the acting administrator's organization and the user's own: a deployment has no audit log of its own. Where the
 * administrator was is told to their organization alone.
 */
export async function recordUserChange(
  tx: PrismaSession,
  { organizationId, userId }: UserPrincipal,
  client: Client | null,
  { type, subjectId, told = {}, isGone = false }: { type: EventType; subjectId: string; told?: Told; isGone?: boolean },
): Promise<void> {
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
