import { redeliverFailedContract } from "@/lib/features/webhooks/contract";
import { redeliverFailed } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(redeliverFailedContract, ({ principal, params, body }) =>
  redeliverFailed(principal, "prompts", params.id, body),
);
