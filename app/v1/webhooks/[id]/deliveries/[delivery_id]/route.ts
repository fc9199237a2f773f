import { getDelivery } from "@/lib/features/webhooks/deliveries";
import { getDeliveryContract } from "@/lib/features/webhooks/delivery-contract";
import { throughOf } from "@/lib/features/webhooks/webhook-access";
import { route } from "@/lib/http/route";

export const GET = route(getDeliveryContract, ({ principal, params }) =>
  getDelivery(principal, throughOf(principal), params.id, params.delivery_id),
);
