import "server-only";
import { randomUUID } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import type { Session } from "@/lib/generated/prisma/client";
import type { SessionKind } from "@/lib/generated/prisma/enums";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { sessionToken } from "@/lib/tenancy/session-token";
import { isSuspended } from "@/lib/tenancy/suspension";
import { deviceHashOf } from "./sessions/device-hash";
import { sessionMethodOf } from "./sessions/session-methods";
import { signInRefusals } from "./sign-in-contract";

/**
 * Starts a session; its rights end with its row. `methods` is how its user signed in. 403 for a suspended user, whom a
 * suspension at the same moment would else have missed.
 */
export async function startSession(
  tx: PrismaSession,
  userId: string,
  kind: SessionKind,
  client: Client,
  methods: readonly string[],
): Promise<Session> {
  const { clock, settings } = runtime();
  if (await isSuspended(tx, userId)) throw new ApiError("forbidden", signInRefusals.suspended);
  const issuedAtSeconds = Math.floor(clock.now() / 1000);
  const expiresAtSeconds = issuedAtSeconds + settings.sessionLifetimeSeconds;
  // A program's sign-in acts for the same organization every time, wherever its user has been in the dashboard.
  const organizationId = kind === "dashboard" ? await homeOf(tx, userId) : userId;
  return tx.session.create({
    data: {
      id: randomUUID(),
      userId,
      organizationId,
      kind,
      createdAt: new Date(issuedAtSeconds * 1000),
      expiresAt: new Date(expiresAtSeconds * 1000),
      ipAddress: client.address,
      userAgent: client.userAgent,
      methods: [...methods],
      deviceHash: deviceHashOf(userId, client),
    },
  });
}

/** The organization that the user last worked in in the dashboard, or their personal one, which carries their own id. */
async function homeOf(tx: PrismaSession, userId: string): Promise<string> {
  const { homeOrganizationId } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  if (!homeOrganizationId) return userId;
  const member = await tx.membership.findUnique({
    where: { organizationId_userId: { organizationId: homeOrganizationId, userId } },
  });
  return member ? homeOrganizationId : userId;
}

/**
 * Starts a session for a user who has just set their password, and signs its JWT (documents 000 and 001; contract section 3).
 * `shown` is what they had proved before.
 */
export async function issueSessionJwt(
  tx: PrismaSession,
  user: { id: string; email: string },
  client: Client,
  shown: readonly string[] = [],
): Promise<string> {
  const methods = [...new Set([...shown, sessionMethodOf("password")])];
  const session = await startSession(tx, user.id, "api", client, methods);
  return sessionToken(user, session);
}
