import "server-only";
import type { AdmitCustomer } from "@/lib/access/customer-subject";
import { runtime } from "@/lib/access/runtime";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { onBehalfOf } from "@/lib/platform/whose-work";
import { holdCustomerName, wasRemoved } from "./customers";
import { recordEvent } from "./events";
import { keepOrganization } from "./row-locks";

const longestName = 200;

/**
 * Makes the customer whom a trusted issuer's token names, on their first sight, once for all that come first at the
 * same time. A customer whom the organization deleted does not come back by a token, and an organization that is not
 * there gets none.
 */
export const admitCustomer: AdmitCustomer = ({ organizationId, subject: externalId, name }) =>
  // It is written down: that takes the organization's own share of the connections, not the gate's.
  onBehalfOf(`org:${organizationId}`, null, () =>
    inTransaction(runtime(), async (tx) => {
      await holdCustomerName(tx, organizationId, externalId);
      if ((await tx.customer.count({ where: { organizationId, externalId }, take: 1 })) > 0) return;
      if (await wasRemoved(tx, organizationId, externalId)) return;
      if (!(await keepOrganization(tx, organizationId))) return;
      const id = newId("cus");
      const now = new Date(runtime().clock.now());
      const shown = (name ?? "").slice(0, longestName);
      const made = { id, organizationId, externalId, name: shown, createdAt: now, updatedAt: now };
      await tx.customer.create({ data: made });
      await recordEvent(tx, {
        organizationId,
        environment: "production",
        credentialId: id,
        type: "customer.created",
        subjectId: id,
        data: { customer_id: id, external_id: externalId, name: shown },
      });
    }),
  );
