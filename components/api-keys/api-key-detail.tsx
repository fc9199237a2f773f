"use client";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { RefusalsCard } from "@/components/ui/refusals-card";
import { RelativeTime } from "@/components/ui/relative-time";
import { exactText } from "@/components/ui/relative-time-text";
import { RequestsCard } from "@/components/ui/requests-card";
import { Tooltip } from "@/components/ui/tooltip";
import { UseItCard, type UsingCode } from "@/components/ui/use-it-card";
import {
  type ApiKey,
  dashboardApiKeyContracts as contracts,
  type ApiKeyDetail as KeyDetail,
} from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { KeyStatusBadge } from "./key-badges";
import { KeyOpens } from "./key-opens";
import type { KeyProduct } from "./key-product";
import { KeySettings } from "./key-settings";
import { isLive, type KeyAction, whyNotAct } from "./key-status";
import { KeyUsage } from "./key-usage";

const extendDialog = partOf(async () => (await import("./extend-overlap-dialog")).ExtendOverlapDialog);
const rotateDialog = partOf(async () => (await import("./rotate-api-key-dialog")).RotateApiKeyDialog);
const revokeDialog = partOf(async () => (await import("./revoke-api-key-dialog")).RevokeApiKeyDialog);

type Props = {
  apiKey: KeyDetail;
  products: readonly KeyProduct[];
  loadedAtMs: number;
  /** What was done to the key. */
  trail: ReactNode;
  /** Null where its product is not the reader's to use. */
  using: UsingCode | null;
};

/** One key: its use, its settings, and its end. */
export function ApiKeyDetail({ apiKey: loaded, products, loadedAtMs, trail, using }: Props) {
  const router = useRouter();
  const [change, setChange] = useState<{ of: KeyDetail; to: Partial<ApiKey> } | null>(null);
  // What was just saved is shown until the page has read the key again.
  const apiKey = change?.of === loaded ? { ...loaded, ...change.to } : loaded;
  const [action, setAction] = useState<Exclude<KeyAction, "edit"> | "extend" | null>(null);
  const params = { id: apiKey.id };
  const close = (changed: boolean) => {
    setAction(null);
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
            <KeyStatusBadge apiKey={apiKey} nowMs={loadedAtMs} />
          </span>
        }
        actions={<Actions apiKey={apiKey} nowMs={loadedAtMs} onAction={setAction} />}
      />
      <div className="flex flex-col gap-6">
        {apiKey.replacedBy && (
          <Replaced
            apiKey={apiKey}
            successor={apiKey.replacedBy}
            live={isLive(apiKey, loadedAtMs)}
            onExtend={apiKey.rotatedAt && apiKey.youMay.includes("rotate") ? () => setAction("extend") : null}
          />
        )}
        {apiKey.replaces?.works && <Replacing former={apiKey.replaces} />}
        {apiKey.youMay.includes("usage") ? (
          <>
            <KeyUsage keyId={apiKey.id} />
            <RefusalsCard
              queryKey={["api-keys", "errors", apiKey.id]}
              read={(query, options) => call(contracts.errors, { params, query }, options)}
            />
            <RequestsCard
              queryKey={["api-keys", "requests", apiKey.id]}
              read={(query, options) => call(contracts.requests, { params, query }, options)}
            />
          </>
        ) : (
          <Card title="Usage">
            <p className="text-sm text-muted">Only the key's maker or an admin sees how it is used.</p>
          </Card>
        )}
        <KeySettings
          apiKey={apiKey}
          products={products}
          nowMs={loadedAtMs}
          onChange={(to) => setChange(to && { of: loaded, to })}
        />
        <KeyOpens keyId={apiKey.id} />
        {using && isLive(apiKey, loadedAtMs) && <UseItCard {...using} />}
        {trail}
      </div>
      {action === "extend" && <OnDemand part={extendDialog} apiKey={apiKey} onClose={close} />}
      {action === "rotate" && <OnDemand part={rotateDialog} apiKey={apiKey} products={products} onClose={close} />}
      {action === "revoke" && <OnDemand part={revokeDialog} apiKey={apiKey} nowMs={loadedAtMs} onClose={close} />}
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

/** The way from a rotated key to the one that took its place. */
function Replaced({
  apiKey,
  successor,
  live,
  onExtend,
}: {
  apiKey: ApiKey;
  successor: string;
  live: boolean;
  onExtend: (() => void) | null;
}) {
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0 text-sm">
          <p className="font-medium">This key was rotated</p>
          <p className="text-muted">
            {live && apiKey.expiresAt ? (
              <>
                It works until {exactText(Date.parse(apiKey.expiresAt))} (<RelativeTime at={apiKey.expiresAt} />
                ).{" "}
              </>
            ) : (
              "It does not work any more. "
            )}
            {apiKey.lastUsedAt ? (
              <>
                Last used <RelativeTime at={apiKey.lastUsedAt} />.
              </>
            ) : (
              "It was never used."
            )}
          </p>
        </div>
        <span className="flex flex-wrap gap-2">
          {live && onExtend && (
            <Button size="sm" onClick={onExtend}>
              Extend
            </Button>
          )}
          <Link href={`/dashboard/api-keys/${successor}`} className={buttonClass({ size: "sm" })}>
            View the new key
            <ArrowRight aria-hidden className="size-4" />
          </Link>
        </span>
      </div>
    </Card>
  );
}

/** The way from a new key to the one that it replaces, while both work. */
function Replacing({ former }: { former: NonNullable<KeyDetail["replaces"]> }) {
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0 text-sm">
          <p className="font-medium">The key that this one replaces still works</p>
          <p className="text-muted">
            {former.lastUsedAt ? (
              <>
                Old key last used <RelativeTime at={former.lastUsedAt} />.
              </>
            ) : (
              "The old key was never used."
            )}{" "}
            {former.expiresAt && (
              <>
                It ends <RelativeTime at={former.expiresAt} />.
              </>
            )}
          </p>
        </div>
        <Link href={`/dashboard/api-keys/${former.id}`} className={buttonClass({ size: "sm" })}>
          View, extend or end it
          <ArrowRight aria-hidden className="size-4" />
        </Link>
      </div>
    </Card>
  );
}
