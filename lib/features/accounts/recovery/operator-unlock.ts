import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { forgetFailures } from "@/lib/features/accounts/sign-in/account-attempts";
import { inTransaction } from "@/lib/platform/transaction";
import { operator } from "@/lib/tenancy/events";

/** Lifts the wait that failed sign-ins brought upon an account, by the operator's command. */
export function unlockByOperator(user: { id: string; email: string }): Promise<void> {
  return inTransaction(runtime(), async (tx) => {
    await forgetFailures(tx, user);
    await recordAccountEvent(tx, "user.sign_in_unlocked", user.id, null, { by: "command" }, operator);
  });
}
