import { getDeliveryContract } from "@/lib/features/webhooks/contract";
import { getDelivery } from "@/lib/features/webhooks/deliveries";
import { throughOf } from "@/lib/features/webhooks/webhook-access";
import { route } from "@/lib/http/route";

export const GET = route(getDeliveryContract, ({ principal, params }) =>
  getDelivery(principal, throughOf(principal), params.id, params.delivery_id),
);
