import "server-only";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { lacksFactor } from "@/lib/access/policy-rules";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { readDashboardCookie } from "./dashboard-cookie";

/**
 * Who is signed in, and what stops them in the organization that they act for. It is that they lack a second factor, or
 * that the customer is suspended for whom they act.
 */
export type SignedIn = { principal: UserPrincipal; stoppedBy: "factor" | "customer" | null };

/** Whose session the dashboard's cookie names; null without one that holds. */
export async function sessionOfCookie(value: string | null): Promise<SignedIn | null> {
  const record = await recordOfCookie(value);
  if (!record) return null;
  const { principal } = record;
  const { userId } = principal;
  if (userId === null) return null;
  const lacks = lacksFactor(record, runtime().clock.now());
  return {
    principal: { ...principal, userId },
    stoppedBy: lacks ? "factor" : record.customerSuspended ? "customer" : null,
  };
}

/** Whose session the cookie of a page's visitor names, whatever they may do; null without one that holds. A view is a use. */
export async function visitorOfCookie(value: string | null, address: string | null): Promise<UserPrincipal | null> {
  const { lastUse, clock } = runtime();
  const record = await recordOfCookie(value);
  if (!record) return null;
  lastUse.note(record, clock.now(), address);
  const { userId } = record.principal;
  return userId === null ? null : { ...record.principal, userId };
}

async function recordOfCookie(value: string | null): Promise<CredentialRecord | null> {
  const { settings, directory } = runtime();
  const sessionId = await readDashboardCookie(value, settings);
  if (sessionId === null) return null;
  const check = await directory.checkDashboardSession(sessionId);
  return check.ok ? check.record : null;
}
