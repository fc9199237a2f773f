import { GET } from "@/app/v1/webhooks/[id]/deliveries/[delivery_id]/route";
import { redeliverContract } from "@/lib/features/webhooks/delivery-contract";
import { redeliver } from "@/lib/features/webhooks/redeliver";
import { throughOf } from "@/lib/features/webhooks/webhook-access";
import { route } from "@/lib/http/route";

export const POST = route(
  redeliverContract,
  ({ principal, params }) => redeliver(principal, throughOf(principal), params.id, params.delivery_id),
  { state: GET },
);
