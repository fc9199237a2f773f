import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { WebhookDetail } from "@/components/webhooks/webhook-detail";
import { holdsScope, type UserPrincipal } from "@/lib/access/principal";
import { getWebhook } from "@/lib/features/webhooks/webhooks";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const webhookOf = cache((principal: UserPrincipal, id: string) => orNull(getWebhook(principal, null, id)));
const namedWebhook = async (principal: UserPrincipal, id: string) => {
  const webhook = await webhookOf(principal, id);
  return webhook && { name: webhook.description || new URL(webhook.url).host };
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(params, namedWebhook, "Webhooks");
}

export default async function WebhookPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const webhook = await webhookOf(principal, id);
  if (!webhook) notFound();
  return (
    <WebhookDetail webhook={webhook} loadedAtMs={Date.now()} mayManage={holdsScope(principal, "webhooks:write")} />
  );
}
