import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { endSessions } from "@/lib/tenancy/end-sessions";
import { operator } from "@/lib/tenancy/events";
import { endOneTimeTokens } from "@/lib/tenancy/one-time-tokens";
import { lockUser } from "@/lib/tenancy/row-locks";
import { hasSecondFactor, secondFactorsOf } from "@/lib/tenancy/second-factors";
import { mailFactorChange } from "./factor-mail";

/**
 * Removes all second factors of a user who has lost them, by the operator's command, and ends their sessions. They are told
 * by mail; false where there was none.
 */
export function removeFactorsByOperator(userId: string): Promise<boolean> {
  return runtime().changes.commit<boolean>(async (tx) => {
    await lockUser(tx, userId);
    if (!hasSecondFactor(await secondFactorsOf(tx, userId))) return { result: false, subjects: [] };
    await tx.authenticator.deleteMany({ where: { userId } });
    await tx.passkey.deleteMany({ where: { userId } });
    await tx.recoveryCode.deleteMany({ where: { userId } });
    await endOneTimeTokens(tx, userId, ["second factor", "passkey challenge", "factor setup"]);
    await endSessions(tx, userId);
    await mailFactorChange(tx, userId, "factors removed", null);
    await recordAccountEvent(tx, "user.factor_removed", userId, null, { factor: "all", by: "command" }, operator);
    return { result: true, subjects: [`user:${userId}`] };
  });
}
