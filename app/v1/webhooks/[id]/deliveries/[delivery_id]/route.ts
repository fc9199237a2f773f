import { getDeliveryContract } from "@/lib/features/webhooks/contract";
import { getDelivery } from "@/lib/features/webhooks/deliveries";
import { route } from "@/lib/http/route";

export const GET = route(getDeliveryContract, ({ principal, params }) =>
  getDelivery(principal, "prompts", params.id, params.delivery_id),
);
