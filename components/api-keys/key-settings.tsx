"use client";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { exactText } from "@/components/ui/relative-time-text";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { EnvironmentBadge } from "./key-badges";
import { type KeySetting, rateLimitText, settingLabels } from "./key-change";
import { type KeyProduct, makerText, productLabel } from "./key-product";
import { isLive, whyNotAct } from "./key-status";
import { scopeSummary } from "./scope-choice";

const editSetting = partOf(async () => (await import("./edit-key-setting")).EditKeySetting);

type Props = {
  apiKey: ApiKey;
  products: readonly KeyProduct[];
  nowMs: number;
  /** Shows at once what is being saved; null: as it was. */
  onChange: (change: Partial<ApiKey> | null) => void;
};

/** What a key is allowed, where from and until when; what its reader may change is changed in its row. */
export function KeySettings({ apiKey, products, nowMs, onChange }: Props) {
  const product = products.find(({ id }) => id === apiKey.product);
  const scopes = product?.scopes ?? [];
  const [editing, setEditing] = useState<KeySetting | null>(null);
  const [left, setLeft] = useState<KeySetting | null>(null);
  const begin = (setting: KeySetting | null) => {
    setLeft(editing);
    setEditing(setting);
  };
  // The button, and with it the focus, stays until the form can take its place.
  const open = (setting: KeySetting) =>
    void editSetting.prepare().then(
      () => begin(setting),
      () => begin(setting),
    );
  const isChangeable = isLive(apiKey, nowMs) && !apiKey.replacedBy;
  const editable = (setting: KeySetting, shown: ReactNode) => (
    <Row name={settingLabels[setting]} key={setting}>
      {editing === setting ? (
        <OnDemand
          part={editSetting}
          apiKey={apiKey}
          setting={setting}
          product={product}
          onChange={onChange}
          onClose={() => begin(null)}
        />
      ) : (
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
          <div className="min-w-0 flex-1 basis-48 wrap-anywhere">{shown}</div>
          {isChangeable && (
            <ReasonedButton
              size="sm"
              variant="ghost"
              // The focus goes back to where it was taken from.
              autoFocus={left === setting && editing === null}
              reason={whyNotAct("edit", apiKey, nowMs)}
              onClick={() => open(setting)}
            >
              Edit
              <span className="sr-only"> {settingLabels[setting]}</span>
            </ReasonedButton>
          )}
        </div>
      )}
    </Row>
  );
  return (
    <Card title="Settings">
      <dl className="divide-y text-sm">
        {editable("name", <bdi>{apiKey.name}</bdi>)}
        <Row name="Product">
          <span className="flex flex-wrap items-center gap-2">
            {productLabel(products, apiKey.product)} <EnvironmentBadge environment={apiKey.environment} />
          </span>
        </Row>
        {apiKey.scopes.length === 0 ? (
          <Row name="Scopes">{`${scopeSummary([], scopes)}: it stands for who made it.`}</Row>
        ) : (
          editable(
            "scopes",
            <ul className="flex flex-col gap-1.5">
              <li>{scopeSummary(apiKey.scopes, scopes)}</li>
              {apiKey.scopes.map((id) => (
                <li key={id} className="flex flex-col sm:flex-row sm:gap-3">
                  <span className="font-mono text-code leading-6 sm:w-48 sm:shrink-0">{id}</span>
                  <span className="text-muted">{scopes.find((scope) => scope.id === id)?.description}</span>
                </li>
              ))}
            </ul>,
          )
        )}
        {editable(
          "expires_in_days",
          <>
            <Moment at={apiKey.expiresAt} otherwise="Never" />
            {apiKey.policyEndsAt && !apiKey.revokedAt && (
              <span className="block text-warning-text">
                <PolicyStop at={apiKey.policyEndsAt} isOver={apiKey.status === "expired"} />
              </span>
            )}
          </>,
        )}
        {editable(
          "ip_allowlist",
          apiKey.ipAllowlist.length === 0 ? (
            "Any address"
          ) : (
            <span className="font-mono text-code break-all">{apiKey.ipAllowlist.join(", ")}</span>
          ),
        )}
        {editable("rate_limit", rateLimitText(apiKey.rateLimit))}
        {apiKey.revokedAt && (
          <Row name="Revoked">
            <Moment at={apiKey.revokedAt} otherwise="" />
          </Row>
        )}
        <Row name="Created">
          <Moment at={apiKey.createdAt} otherwise="" />
        </Row>
        <Row name="Created by">
          {apiKey.createdByKey ? (
            <Link href={`/dashboard/api-keys/${apiKey.createdByKey.id}`} className="text-accent-text hover:underline">
              {makerText(apiKey)}
            </Link>
          ) : (
            makerText(apiKey)
          )}
        </Row>
        {apiKey.product !== "service" && apiKey.status === "suspended" && (
          <Row name="Suspended">
            It does not work for now: its user, or the maker of what made it, is suspended, lacks the two-step
            verification that the organization asks for, or breaks its policy.
          </Row>
        )}
        {apiKey.product === "service" && (
          <Row name="Vouched for by">
            {apiKey.vouchedBy?.name ?? "No one any more"}
            {apiKey.status === "suspended" && (
              <span className="block text-muted">
                The key is suspended: it works only while the person who made or last rotated it administers this
                deployment. An administrator who rotates it takes it over.
              </span>
            )}
          </Row>
        )}
        <Row name="Last used">
          <Moment at={apiKey.lastUsedAt} otherwise="Never used" />
          {apiKey.lastUsedIp && <span className="text-muted"> from {apiKey.lastUsedIp}</span>}
        </Row>
        <Row name="Key ID">
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-mono text-code break-all">{apiKey.id}</span>
            <CopyButton text={apiKey.id} size="sm" variant="ghost" />
          </span>
        </Row>
      </dl>
    </Card>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-1 py-3 first:pt-0 last:pb-0 sm:grid-cols-[10rem_1fr] sm:gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function Moment({ at, otherwise }: { at: string | null; otherwise: string }) {
  if (at === null) return otherwise;
  return (
    <span>
      {exactText(Date.parse(at))}{" "}
      <span className="text-muted">
        (<RelativeTime at={at} />)
      </span>
    </span>
  );
}

/** That the organization's policy stops the key, and what its holder can do. */
function PolicyStop({ at, isOver }: { at: string; isOver: boolean }) {
  if (isOver) return "Stopped by the organization's policy: it lived longer than that allows.";
  return (
    <>
      Stops on {exactText(Date.parse(at))}: it lives longer than the organization's policy allows. Rotate it, or give it
      an earlier end.
    </>
  );
}
