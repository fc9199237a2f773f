import { redeliverContract } from "@/lib/features/webhooks/contract";
import { redeliver } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(redeliverContract, ({ principal, params }) =>
  redeliver(principal, "prompts", params.id, params.delivery_id),
);
