import { listDeliveries } from "@/lib/features/webhooks/deliveries";
import { listDeliveriesContract } from "@/lib/features/webhooks/delivery-contract";
import { throughOf } from "@/lib/features/webhooks/webhook-access";
import { route } from "@/lib/http/route";

export const GET = route(listDeliveriesContract, ({ principal, params, query }) =>
  listDeliveries(principal, throughOf(principal), params.id, query),
);
