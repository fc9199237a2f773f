"use client";
import { useMutation } from "@tanstack/react-query";
import { Ellipsis, KeyRound, Pencil, Power, Send, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { failureText } from "@/components/ui/failure-text";
import { Menu } from "@/components/ui/menu";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { type Message, useToast } from "@/components/ui/toast";
import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import { call } from "@/lib/http/call";
import { switchedMessage } from "./switched-message";
import { useRefreshWebhooks, useWebhook } from "./use-webhooks";
import { WebhookFacts } from "./webhook-facts";
import { WebhookNotice } from "./webhook-notice";
import { webhookStatus } from "./webhook-status";

const editDialog = partOf(async () => (await import("./webhook-dialogs")).EditWebhookDialog);
const deleteDialog = partOf(async () => (await import("./delete-webhook-dialog")).DeleteWebhookDialog);
const rotateDialog = partOf(async () => (await import("./rotate-secret-dialog")).RotateSecretDialog);

const traffic = partOf(async () => (await import("./webhook-traffic")).WebhookTraffic);

type Action = "edit" | "rotate" | "delete" | "deleted";
type Props = { webhook: Webhook; loadedAtMs: number; mayManage: boolean };

const needsAdmin = "This needs the role Admin in the organization";

/** One endpoint: how it does, what was sent to it, and what can be done with it. */
export function WebhookDetail({ webhook: first, loadedAtMs, mayManage }: Props) {
  const [action, setAction] = useState<Action | null>(null);
  const [isPending, setIsPending] = useState(false);
  const router = useRouter();
  const refresh = useRefreshWebhooks();
  const toast = useToast();
  const params = { id: first.id };
  const tell = (message: Message) => {
    void refresh();
    toast.show(message);
  };
  const onError = (error: Error) => toast.show({ title: failureText(error), tone: "danger" });
  const test = useMutation({
    mutationFn: () => call(dashboardWebhookContracts.test, { params }),
    onSuccess: () => tell({ title: "Test event on its way", tone: "success" }),
    onError,
  });
  const switchTo = (enabled: boolean) => call(dashboardWebhookContracts.update, { params, body: { enabled } });
  const toggle = useMutation({
    mutationFn: async (enabled: boolean) => {
      // Read just before: the answer no longer counts what it cancels.
      const { health } = await call(dashboardWebhookContracts.get, { params });
      await switchTo(enabled);
      return switchedMessage(enabled, health.pending, () => switchTo(!enabled).then(refresh));
    },
    onSuccess: tell,
    onError,
  });
  const gone = action === "deleted";
  const { data: webhook } = useWebhook(first, loadedAtMs, gone, isPending);
  const status = webhookStatus(webhook);
  const { host } = new URL(webhook.url);
  const locked = mayManage ? {} : { disabled: true, reason: needsAdmin };
  return (
    <>
      <BackLink href="/dashboard/webhooks" label="Webhooks" current={webhook.description || host} />
      <PageHeader
        title={webhook.description || host}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-mono break-all">{webhook.url}</span>
            <Badge tone={status.tone}>{status.label}</Badge>
          </span>
        }
        actions={
          <>
            {webhook.enabled ? (
              <ReasonedButton
                variant="primary"
                pending={test.isPending}
                reason={mayManage ? null : needsAdmin}
                onClick={() => test.mutate()}
              >
                <Send aria-hidden className="size-4" />
                Send test
              </ReasonedButton>
            ) : (
              <ReasonedButton
                variant="primary"
                pending={toggle.isPending}
                reason={mayManage ? null : needsAdmin}
                onClick={() => toggle.mutate(true)}
              >
                <Power aria-hidden className="size-4" />
                Enable
              </ReasonedButton>
            )}
            <Menu
              trigger={
                <Button variant="secondary" aria-label="More actions" className="px-2.5">
                  <Ellipsis aria-hidden className="size-4" />
                </Button>
              }
              items={[
                { label: "Edit…", icon: <Pencil aria-hidden />, onSelect: () => setAction("edit"), ...locked },
                {
                  label: "Rotate secret…",
                  icon: <KeyRound aria-hidden />,
                  onSelect: () => setAction("rotate"),
                  ...locked,
                },
                webhook.enabled
                  ? { label: "Disable", icon: <Power aria-hidden />, onSelect: () => toggle.mutate(false), ...locked }
                  : { label: "Enable", icon: <Power aria-hidden />, onSelect: () => toggle.mutate(true), ...locked },
                {
                  label: "Delete…",
                  icon: <Trash2 aria-hidden />,
                  danger: true,
                  onSelect: () => setAction("delete"),
                  ...locked,
                },
              ]}
            />
          </>
        }
      />
      <div className="flex flex-col gap-6">
        <WebhookNotice webhook={webhook} />
        <WebhookFacts webhook={webhook} />
        {/* Last, so that nothing moves when their code has come. */}
        {!gone && <OnDemand part={traffic} webhook={webhook} mayManage={mayManage} onPending={setIsPending} />}
      </div>
      {action === "edit" && <OnDemand part={editDialog} webhook={webhook} onClose={() => setAction(null)} />}
      {action === "rotate" && <OnDemand part={rotateDialog} webhook={webhook} onClose={() => setAction(null)} />}
      {action === "delete" && (
        <OnDemand
          part={deleteDialog}
          id={first.id}
          host={host}
          onClose={(done) => {
            setAction(done ? "deleted" : null);
            if (done) router.push("/dashboard/webhooks");
          }}
        />
      )}
    </>
  );
}
