import { listDeliveriesContract } from "@/lib/features/webhooks/contract";
import { listDeliveries } from "@/lib/features/webhooks/deliveries";
import { route } from "@/lib/http/route";

export const GET = route(listDeliveriesContract, ({ principal, params, query }) =>
  listDeliveries(principal, "prompts", params.id, query),
);
