import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { webhookList } from "@/components/webhooks/webhook-lists";
import { WebhooksView } from "@/components/webhooks/webhooks-view";
import { holdsScope } from "@/lib/access/principal";
import { listWebhooks } from "@/lib/features/webhooks/webhooks";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  return (
    <FirstPage list={webhookList} read={(query) => listWebhooks(principal, null, query)}>
      <WebhooksView mayManage={holdsScope(principal, "webhooks:write")} />
    </FirstPage>
  );
}
