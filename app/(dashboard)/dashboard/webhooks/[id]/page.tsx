import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { WebhookDetail } from "@/components/webhooks/webhook-detail";
import { holdsScope } from "@/lib/access/principal";
import { getWebhook } from "@/lib/features/webhooks/webhooks";
import { ApiError } from "@/lib/http/api-error";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Webhook" };

export default async function WebhookPage({ params }: { params: Promise<{ id: string }> }) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const webhook = await getWebhook(principal, null, id).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not_found") notFound();
    throw error;
  });
  return (
    <WebhookDetail webhook={webhook} loadedAtMs={Date.now()} mayManage={holdsScope(principal, "webhooks:write")} />
  );
}
