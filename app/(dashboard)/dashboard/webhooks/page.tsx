import type { Metadata } from "next";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { WebhooksView } from "@/components/webhooks/webhooks-view";
import { holdsScope } from "@/lib/access/principal";
import { listWebhooks } from "@/lib/features/webhooks/webhooks";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  const { data } = await listWebhooks(principal, null, { limit: 100 });
  return <WebhooksView webhooks={data} loadedAtMs={Date.now()} mayManage={holdsScope(principal, "webhooks:write")} />;
}
