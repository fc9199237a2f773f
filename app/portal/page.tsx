import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { portalKeyList } from "@/components/api-keys/portal-key-list";
import { PortalKeys } from "@/components/api-keys/portal-keys";
import { PortalUsageCard } from "@/components/api-keys/portal-usage";
import { PageHeader } from "@/components/layout/page-header";
import { QueryProvider } from "@/components/layout/query-provider";
import { LeavePortal } from "@/components/portal/leave-portal";
import { buttonClass } from "@/components/ui/button";
import { ToastProvider } from "@/components/ui/toast";
import { PortalLimitsCard } from "@/components/usage/portal-limits";
import { portalWebhookList } from "@/components/webhooks/portal-webhook-list";
import { PortalWebhooks } from "@/components/webhooks/portal-webhooks";
import { listPortalKeys } from "@/lib/features/api-keys/portal-keys";
import { getPortalSession } from "@/lib/features/portal/portal-session";
import { listPortalWebhooks } from "@/lib/features/webhooks/portal-webhooks";
import { portalVisitor } from "@/lib/http/portal-visitor";

export const metadata: Metadata = { title: "Your API keys", robots: { index: false } };

const words = { keys: "keys", usage: "usage", limits: "limits", webhooks: "webhooks" } as const;

export default async function PortalPage() {
  const principal = await portalVisitor();
  if (!principal) {
    return (
      <div className="mx-auto max-w-md pt-8">
        <h1 className="text-title">This page is closed</h1>
        <p className="mt-2 text-muted">
          It is open for a while only, and to one browser. Go back to where you came from and open it again.
        </p>
      </div>
    );
  }
  const { customer, shows, return_url: returnUrl, products } = getPortalSession(principal).data;
  const parts = Object.entries(words).flatMap(([part, word]) => (shows.some((shown) => shown === part) ? [word] : []));
  return (
    <QueryProvider reloads>
      <ToastProvider>
        <PageHeader
          title={customer.name || customer.external_id}
          description={`Your ${new Intl.ListFormat("en").format(parts)}`}
          actions={
            <>
              {returnUrl !== null && (
                <a href={returnUrl} className={buttonClass({ variant: "secondary", size: "sm" })}>
                  Back to {new URL(returnUrl).host}
                </a>
              )}
              <LeavePortal returnUrl={returnUrl} />
            </>
          }
        />
        <div className="flex flex-col gap-6">
          {shows.includes("keys") && (
            <FirstPage list={portalKeyList} read={(query) => listPortalKeys(principal, query)}>
              <PortalKeys products={products} />
            </FirstPage>
          )}
          {shows.includes("usage") && <PortalUsageCard />}
          {shows.includes("limits") && <PortalLimitsCard />}
          {shows.includes("webhooks") && (
            <FirstPage list={portalWebhookList} read={(query) => listPortalWebhooks(principal, query)}>
              <PortalWebhooks />
            </FirstPage>
          )}
        </div>
      </ToastProvider>
    </QueryProvider>
  );
}
