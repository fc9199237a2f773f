import { dashboardWebhookContracts } from "@/lib/features/webhooks/contract";
import { sendTest } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(dashboardWebhookContracts.test, ({ principal, params }) =>
  sendTest(principal, null, params.id),
);
