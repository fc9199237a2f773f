import { GET } from "@/app/v1/webhooks/[id]/route";
import { testWebhookContract } from "@/lib/features/webhooks/delivery-contract";
import { sendTest } from "@/lib/features/webhooks/redeliver";
import { throughOf } from "@/lib/features/webhooks/webhook-access";
import { route } from "@/lib/http/route";

export const POST = route(
  testWebhookContract,
  ({ principal, params }) => sendTest(principal, throughOf(principal), params.id),
  { state: GET },
);
