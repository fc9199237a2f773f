import "server-only";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type { SecondFactor } from "@/lib/features/accounts/factors-contract";
import type { ProviderId } from "@/lib/features/accounts/provider-contract";
import type { Session, User } from "@/lib/generated/prisma/client";
import { invalidToken } from "@/lib/http/bearer";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import type { AskingSession } from "@/lib/tenancy/live-sessions";
import { renewSession } from "./renew-session";
import { dashboardSessionCookie } from "./session-cookie";

/** By what a user proved again who they are. */
export type ConfirmedBy = "password" | SecondFactor | ProviderId;

/** The session as it goes on; null where another proof has renewed it a moment ago. */
export type Renewed = { user: User; session: Session } | null;

/** Renews a session as a confirmed one. The caller holds the user, and announces the former session. */
export async function confirmSession(
  tx: PrismaSession,
  asking: AskingSession,
  method: ConfirmedBy,
  client: Client,
): Promise<Renewed> {
  const { userId } = asking;
  const user = await tx.user.findUnique({ where: { id: userId } });
  if (!user) throw invalidToken("unknown");
  const session = await renewSession(tx, asking, method);
  if (session) await recordAccountEvent(tx, "session.confirmed", userId, client, { method });
  return session && { user, session };
}

/** The cookies by which the browser of a confirmed session goes on. */
export async function cookiesOf(renewed: Renewed): Promise<string[]> {
  return renewed ? [await dashboardSessionCookie(renewed.user, renewed.session)] : [];
}
