"use client";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { listOf } from "@/components/ui/list-source";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { RefusalsCard } from "@/components/ui/refusals-card";
import { RequestsCard } from "@/components/ui/requests-card";
import { Tooltip } from "@/components/ui/tooltip";
import { UseItCard, type UsingCode } from "@/components/ui/use-it-card";
import { useSaved } from "@/components/ui/use-saved";
import { dashboardApiKeyContracts as contracts } from "@/lib/features/api-keys/contract";
import type { ApiKey, ApiKeyDetail as KeyDetail } from "@/lib/features/api-keys/key-contract";
import type { KeyActivity } from "@/lib/features/api-keys/list-contract";
import { call } from "@/lib/http/call";
import { KeyStatusBadge } from "./key-badges";
import { KeyOpens } from "./key-opens";
import type { KeyProduct } from "./key-product";
import { KeySettings } from "./key-settings";
import { isLive, type KeyAction, whyNotAct } from "./key-status";
import { KeyUsage } from "./key-usage";
import { LeakCard } from "./leak-card";
import { ReplacedCard, ReplacingCard, useReplacedKey } from "./overlap-cards";

const extendDialog = partOf(async () => (await import("./extend-overlap-dialog")).ExtendOverlapDialog);
const rotateDialog = partOf(async () => (await import("./rotate-api-key-dialog")).RotateApiKeyDialog);
const revokeDialog = partOf(async () => (await import("./revoke-api-key-dialog")).RevokeApiKeyDialog);

type Action = Exclude<KeyAction, "edit"> | "extend";

type Props = {
  apiKey: KeyDetail;
  /** The key that it replaces, while that one works. */
  former: KeyDetail | null;
  products: readonly KeyProduct[];
  loadedAtMs: number;
  /** What became of its requests since yesterday, where that is the reader's to see. */
  lately?: KeyActivity["lately"] | undefined;
  /** What was done to the key. */
  trail: ReactNode;
  /** Null where its product is not the reader's to use. */
  using: UsingCode | null;
};

/** One key: its use, its settings, and its end. */
export function ApiKeyDetail({ apiKey: loaded, former, products, loadedAtMs, lately, trail, using }: Props) {
  const router = useRouter();
  const { shown: apiKey, on } = useSaved(loaded);
  const [asked, setAsked] = useState<{ action: Action; key: KeyDetail } | null>(null);
  const act = (action: Action) => (key: KeyDetail) => setAsked({ action, key });
  const params = { id: apiKey.id };
  const close = (changed: boolean) => {
    setAsked(null);
    if (changed) router.refresh();
  };
  return (
    <>
      <BackLink href="/dashboard/api-keys" label="API Keys" current={apiKey.name} />
      <PageHeader
        title={apiKey.name}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-mono break-all">{apiKey.hint}</span>
            <KeyStatusBadge apiKey={useReplacedKey(apiKey, loadedAtMs)} nowMs={loadedAtMs} lately={lately} />
          </span>
        }
        actions={<Actions apiKey={apiKey} nowMs={loadedAtMs} onAction={(action) => act(action)(apiKey)} />}
      />
      <div className="flex flex-col gap-6">
        <LeakCard apiKey={apiKey} nowMs={loadedAtMs} onRotate={() => act("rotate")(apiKey)} />
        {apiKey.replacedBy && (
          <ReplacedCard former={apiKey} successor={apiKey.replacedBy} nowMs={loadedAtMs} onExtend={act("extend")} />
        )}
        {former && <ReplacingCard former={former} nowMs={loadedAtMs} onExtend={act("extend")} onEnd={act("revoke")} />}
        {apiKey.youMay.includes("usage") ? (
          <>
            <KeyUsage keyId={apiKey.id} />
            <RefusalsCard
              queryKey={["api-keys", "errors", apiKey.id]}
              read={(query, options) => call(contracts.errors, { params, query }, options)}
            />
            <RequestsCard listFor={(query) => listOf("api-keys", contracts.requests, { params, query })} />
          </>
        ) : (
          <Card title="Usage">
            <p className="text-sm text-muted">Only the key's maker or an admin sees how it is used.</p>
          </Card>
        )}
        <KeySettings apiKey={apiKey} products={products} nowMs={loadedAtMs} on={on} />
        <KeyOpens keyId={apiKey.id} />
        {using && isLive(apiKey, loadedAtMs) && <UseItCard {...using} />}
        {trail}
      </div>
      {asked?.action === "extend" && <OnDemand part={extendDialog} apiKey={asked.key} onClose={close} />}
      {asked?.action === "rotate" && (
        <OnDemand part={rotateDialog} apiKey={asked.key} products={products} onClose={close} />
      )}
      {asked?.action === "revoke" && (
        <OnDemand part={revokeDialog} apiKey={asked.key} nowMs={loadedAtMs} onClose={close} />
      )}
    </>
  );
}

function Actions({
  apiKey,
  nowMs,
  onAction,
}: {
  apiKey: ApiKey;
  nowMs: number;
  onAction: (action: Exclude<KeyAction, "edit">) => void;
}) {
  if (!isLive(apiKey, nowMs)) return null;
  const button = (action: Exclude<KeyAction, "edit">, label: string, variant?: "danger") => {
    const reason = whyNotAct(action, apiKey, nowMs);
    if (reason === null) {
      return (
        <Button key={action} {...(variant ? { variant } : {})} onClick={() => onAction(action)}>
          {label}
        </Button>
      );
    }
    return (
      <Tooltip key={action} content={reason}>
        <Button aria-disabled {...(variant ? { variant } : {})}>
          {label}
        </Button>
      </Tooltip>
    );
  };
  return (
    <>
      {button("rotate", "Rotate")}
      {button("revoke", apiKey.replacedBy ? "End now" : "Revoke", "danger")}
    </>
  );
}
