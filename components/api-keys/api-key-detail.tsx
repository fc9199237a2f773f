"use client";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { exactText } from "@/components/ui/relative-time-text";
import { Tooltip } from "@/components/ui/tooltip";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { EditApiKeyDialog } from "./edit-api-key-dialog";
import { KeyStatusBadge } from "./key-badges";
import type { KeyProduct } from "./key-product";
import { KeySettings } from "./key-settings";
import { isLive, type KeyAction, whyNotAct } from "./key-status";
import { KeyUsage } from "./key-usage";
import { RevokeApiKeyDialog } from "./revoke-api-key-dialog";
import { RotateApiKeyDialog } from "./rotate-api-key-dialog";

type Props = { apiKey: ApiKey; products: readonly KeyProduct[]; loadedAtMs: number };

/** One key: its use, its settings, and its end. */
export function ApiKeyDetail({ apiKey, products, loadedAtMs }: Props) {
  const router = useRouter();
  const [action, setAction] = useState<KeyAction | null>(null);
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
          <Replaced apiKey={apiKey} successor={apiKey.replacedBy} live={isLive(apiKey, loadedAtMs)} />
        )}
        {apiKey.youMay.includes("usage") ? (
          <KeyUsage keyId={apiKey.id} />
        ) : (
          <Card title="Usage">
            <p className="text-sm text-muted">Only the key's maker or an admin sees how it is used.</p>
          </Card>
        )}
        <KeySettings apiKey={apiKey} products={products} />
      </div>
      {action === "edit" && <EditApiKeyDialog apiKey={apiKey} products={products} onClose={close} />}
      {action === "rotate" && <RotateApiKeyDialog apiKey={apiKey} products={products} onClose={close} />}
      {action === "revoke" && <RevokeApiKeyDialog apiKey={apiKey} nowMs={loadedAtMs} onClose={close} />}
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
  onAction: (action: KeyAction) => void;
}) {
  if (!isLive(apiKey, nowMs)) return null;
  const button = (action: KeyAction, label: string, variant?: "danger") => {
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
      {!apiKey.replacedBy && button("edit", "Edit")}
      {button("rotate", "Rotate")}
      {button("revoke", apiKey.replacedBy ? "End now" : "Revoke", "danger")}
    </>
  );
}

/** The way from a rotated key to the one that took its place. */
function Replaced({ apiKey, successor, live }: { apiKey: ApiKey; successor: string; live: boolean }) {
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
        <Link href={`/dashboard/api-keys/${successor}`} className={buttonClass({ size: "sm" })}>
          View the new key
          <ArrowRight aria-hidden className="size-4" />
        </Link>
      </div>
    </Card>
  );
}
