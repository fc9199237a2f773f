import { GET } from "@/app/v1/webhooks/[id]/route";
import { redeliverFailedContract } from "@/lib/features/webhooks/delivery-contract";
import { redeliverFailed } from "@/lib/features/webhooks/redeliver";
import { throughOf } from "@/lib/features/webhooks/webhook-access";
import { route } from "@/lib/http/route";

export const POST = route(
  redeliverFailedContract,
  ({ principal, params, body }) => redeliverFailed(principal, throughOf(principal), params.id, body),
  { state: GET },
);
