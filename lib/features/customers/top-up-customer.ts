import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { topUpCredits } from "@/lib/http/change-credits";
import type { Credits, TopUp } from "@/lib/http/credits";
import { creditView } from "@/lib/http/credits-view";
import { holdCaller } from "@/lib/http/hold-rights";
import { creditsTold } from "@/lib/tenancy/credits";
import { holdForChange, recordCustomerEvent, requireManaged } from "./customers";

/**
 * Adds credits to those of a customer, or sets how many they have left. 404 for who is not there, 409 for one without credits, 403 for a
 * management key for some products.
 */
export function topUpCustomer(principal: Principal, id: string, wanted: TopUp): Promise<{ data: Credits }> {
  requireManaged(principal, { credits: null });
  const { changes, clock } = runtime();
  const { organizationId } = principal;
  const nowMs = clock.now();
  return changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    const row = await holdForChange(tx, organizationId, id);
    const changed = await topUpCredits(tx, { holder: id, organizationId }, wanted, nowMs);
    await recordCustomerEvent(tx, principal, "customer.credits_changed", row, creditsTold(changed));
    const data = await creditView("customer", changed.after, "production", nowMs);
    return { result: { data }, subjects: [`customer:${id}`] };
  });
}
