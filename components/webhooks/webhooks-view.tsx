"use client";
import { Webhook as WebhookIcon } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { AddButton } from "@/components/ui/add-button";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { TableList } from "@/components/ui/table-list";
import { useAskedToCreate } from "@/components/ui/use-asked-to-create";
import { useList } from "@/components/ui/use-list";
import { maximumWebhooks } from "@/lib/features/webhooks/webhook-contract";
import { webhooksRefreshMs } from "./refresh-pace";
import { webhookColumns } from "./webhook-columns";
import { webhookList } from "./webhook-lists";

const createDialog = partOf(async () => (await import("./webhook-dialogs")).CreateWebhookDialog);

/** The page of webhooks: the endpoints with their health, and the way to add one. */
export function WebhooksView({ mayManage }: { mayManage: boolean }) {
  const [creating, setCreating] = useState(false);
  const list = useList(webhookList, { refreshMs: webhooksRefreshMs });
  const barred = !mayManage
    ? "This needs the role Admin in the organization"
    : list.rows.length >= maximumWebhooks
      ? `An organization has at most ${maximumWebhooks} endpoints`
      : null;
  useAskedToCreate(() => setCreating(barred === null));
  const add = (label: string) => (
    <AddButton variant="primary" reason={barred} onClick={() => setCreating(true)}>
      {label}
    </AddButton>
  );
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Signed requests tell your own servers what happens: a key is revoked, a report is ready, a quota is nearly used up."
        actions={add("Add endpoint")}
      />
      <TableList
        list={list}
        nouns={["endpoint", "endpoints"]}
        label="Webhook endpoints"
        columns={webhookColumns}
        rowKey={({ id }) => id}
        empty={{
          icon: <WebhookIcon />,
          title: "No endpoints yet",
          body: "Add the URL of a server of yours, choose what it should hear of, and send it a test event.",
          action: add("Add your first endpoint"),
        }}
      />
      <OnDemand part={createDialog} open={creating} onClose={() => setCreating(false)} />
    </>
  );
}
