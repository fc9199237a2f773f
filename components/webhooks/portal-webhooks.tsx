"use client";
import { useMutation } from "@tanstack/react-query";
import { Webhook as WebhookIcon } from "lucide-react";
import { useState } from "react";
import { AddButton } from "@/components/ui/add-button";
import { Card } from "@/components/ui/card";
import { failureText } from "@/components/ui/failure-text";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { TableList } from "@/components/ui/table-list";
import { useToast } from "@/components/ui/toast";
import { useList } from "@/components/ui/use-list";
import {
  maximumPortalWebhooks,
  type PortalWebhook,
  portalWebhookContracts,
} from "@/lib/features/webhooks/portal-webhook-contract";
import { call } from "@/lib/http/call";
import { nameOfWebhook, type PortalWebhookAction, portalWebhookColumns } from "./portal-webhook-columns";
import { portalWebhookList } from "./portal-webhook-list";
import { refreshMsOf, webhooksRefreshMs } from "./refresh-pace";
import { switchedMessage } from "./switched-message";
import { useRefreshPortalWebhooks } from "./use-portal-webhooks";
import { WebhookNotice } from "./webhook-notice";

const createDialog = partOf(async () => (await import("./portal-webhook-dialogs")).CreatePortalWebhookDialog);
const dialogs = {
  deliveries: partOf(async () => (await import("./portal-deliveries-dialog")).PortalDeliveriesDialog),
  edit: partOf(async () => (await import("./portal-webhook-dialogs")).EditPortalWebhookDialog),
  rotate: partOf(async () => (await import("./portal-webhook-dialogs")).RotatePortalSecretDialog),
  delete: partOf(async () => (await import("./portal-webhook-dialogs")).DeletePortalWebhookDialog),
};

/** A customer's webhook endpoints in their portal: what tells their own servers of their keys and credits. */
export function PortalWebhooks() {
  const list = useList(portalWebhookList, {
    refreshMs: (rows) => Math.min(webhooksRefreshMs, ...rows.map((webhook) => refreshMsOf(false, webhook))),
  });
  const { test, toggle } = usePresses();
  const [creating, setCreating] = useState<"never" | "open" | "closed">("never");
  const [target, setTarget] = useState<{ action: keyof typeof dialogs; id: string } | null>(null);
  const chosen = target && list.rows.find(({ id }) => id === target.id);
  const act = (action: PortalWebhookAction, webhook: PortalWebhook) => {
    if (action === "test") test.mutate(webhook);
    else if (action === "switch") toggle.mutate(webhook);
    else setTarget({ action, id: webhook.id });
  };
  const full =
    list.rows.length >= maximumPortalWebhooks ? `There are at most ${maximumPortalWebhooks} endpoints` : null;
  return (
    <Card
      title="Webhooks"
      description="Signed requests tell your own servers what happens to your keys and credits"
      actions={
        <AddButton variant="primary" size="sm" reason={full} onClick={() => setCreating("open")}>
          Add endpoint
        </AddButton>
      }
    >
      <div className="mb-4 flex flex-col gap-3 empty:hidden">
        {list.rows.map((webhook) => (
          <WebhookNotice key={webhook.id} webhook={webhook} name={nameOfWebhook(webhook)} />
        ))}
      </div>
      <TableList
        inCard
        list={list}
        nouns={["endpoint", "endpoints"]}
        label="Webhook endpoints"
        columns={portalWebhookColumns}
        rowKey={({ id }) => id}
        context={{ onAction: act }}
        empty={{
          icon: <WebhookIcon />,
          title: "No endpoints",
          body: "Add the URL of a server of yours, choose what it should hear of, and send it a test event.",
        }}
      />
      {creating !== "never" && (
        <OnDemand part={createDialog} open={creating === "open"} onClose={() => setCreating("closed")} />
      )}
      {target && chosen && <OnDemand part={dialogs[target.action]} webhook={chosen} onClose={() => setTarget(null)} />}
    </Card>
  );
}

/** What is done at one press, without a question. */
function usePresses() {
  const refresh = useRefreshPortalWebhooks();
  const toast = useToast();
  const onError = (error: Error) => toast.show({ title: failureText(error), tone: "danger" });
  const test = useMutation({
    mutationFn: ({ id }: PortalWebhook) => call(portalWebhookContracts.test, { params: { id } }),
    onSuccess: () => {
      void refresh();
      toast.show({ title: "Test event on its way", tone: "success" });
    },
    onError,
  });
  const switchTo = (id: string, enabled: boolean) =>
    call(portalWebhookContracts.update, { params: { id }, body: { enabled } });
  const toggle = useMutation({
    mutationFn: async ({ id, enabled }: PortalWebhook) => {
      // Read just before: the answer no longer counts what it cancels.
      const { data } = await call(portalWebhookContracts.list, { query: { limit: maximumPortalWebhooks } });
      const pending = data.find((webhook) => webhook.id === id)?.health.pending ?? 0;
      await switchTo(id, !enabled);
      return switchedMessage(!enabled, pending, () => switchTo(id, enabled).then(refresh));
    },
    onSuccess: (message) => {
      void refresh();
      toast.show(message);
    },
    onError,
  });
  return { test, toggle };
}
