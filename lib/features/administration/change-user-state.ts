import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import type { Administrators } from "@/lib/tenancy/administrators";
import { endSessions } from "@/lib/tenancy/end-sessions";
import { operator } from "@/lib/tenancy/events";
import { endOneTimeTokens } from "@/lib/tenancy/one-time-tokens";
import { reactivateUser, suspendUser } from "@/lib/tenancy/suspension";
import { type Changer, holdUser, recordUserChange, requireAnother } from "./administrate-user";
import type { AdminUserDetail } from "./user-contract";
import { readUser } from "./user-detail";
import { mailUserChange } from "./user-mails";

type Changed = Promise<{ data: AdminUserDetail }>;

/**
 * Suspends a user in every process at once: `suspendUser` says what ends. One who is suspended already stays so. 409 for
 * the last administrator, and for the caller: nobody locks themselves out.
 */
export function suspend(changer: Changer, id: string, client: Client | null = null): Changed {
  return change(changer, id, async (tx, before, administrators) => {
    if (before.suspended_at !== null) return [];
    if (changer !== operator && id === changer.userId) throw new ApiError("conflict", "You cannot suspend yourself");
    requireAnother(administrators);
    const subjects = await suspendUser(tx, id);
    const { sessions, authorized_apps } = before.access;
    const told = { sessions, authorized_apps };
    await recordUserChange(tx, changer, client, { type: "user.suspended", subjectId: id, told });
    await mailUserChange(tx, before.email, "suspended");
    return subjects;
  });
}

/** Lets a suspended user in again, in every process at once. */
export function reactivate(changer: Changer, id: string, client: Client | null = null): Changed {
  return change(changer, id, async (tx, before) => {
    if (before.suspended_at === null) return [];
    const subjects = await reactivateUser(tx, id);
    await recordUserChange(tx, changer, client, { type: "user.reactivated", subjectId: id });
    await mailUserChange(tx, before.email, "reactivated");
    return subjects;
  });
}

/**
 * Ends a user's sessions and asks for a new password before the next sign-in with one. What else acts as them ends when
 * they set it. 409 for a user without a password, and for the last administrator where no mail server is configured.
 */
export function requirePasswordReset(changer: Changer, id: string, client: Client | null = null): Changed {
  return change(changer, id, async (tx, before, administrators) => {
    if (!before.factors.password) throw new ApiError("conflict", "This user has no password");
    // Without mail nobody but another administrator could hand them the link.
    if (administrators.isLast && runtime().settings.smtpUrl === null) throw new ApiError("conflict", noMailForLast);
    await tx.user.update({ where: { id }, data: { passwordResetAskedAt: new Date(runtime().clock.now()) } });
    await endSessions(tx, id);
    await endOneTimeTokens(tx, id, ["second factor"]);
    const told = { sessions: before.access.sessions };
    await recordUserChange(tx, changer, client, { type: "user.password_reset_required", subjectId: id, told });
    await mailUserChange(tx, before.email, "password reset required");
    return [`user:${id}`];
  });
}

const noMailForLast =
  "No mail server is configured, so the last administrator could set no new password; change it in the settings, or ask the operator for a link (reset-password)";

type Work = (tx: PrismaSession, before: AdminUserDetail, administrators: Administrators) => Promise<string[]>;

/** Changes a user who is held, announces it, and answers how they are then. */
function change(changer: Changer, id: string, work: Work): Changed {
  return runtime().changes.commit(async (tx) => {
    const administrators = await holdUser(tx, changer, id);
    const subjects = await work(tx, await readUser(tx, id), administrators);
    return { result: { data: await readUser(tx, id) }, subjects };
  });
}
