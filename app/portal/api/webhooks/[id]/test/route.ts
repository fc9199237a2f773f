import { portalWebhookContracts } from "@/lib/features/webhooks/portal-webhook-contract";
import { sendTest } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(portalWebhookContracts.test, ({ principal, params }) => sendTest(principal, null, params.id));
