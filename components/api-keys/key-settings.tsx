"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { EditableRow, IdRow, Moment, SettingRow, useSettingRows } from "@/components/ui/setting-row";
import type { OnSaving } from "@/components/ui/use-setting-change";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { CreditsRow } from "./credits-row";
import { EnvironmentBadge } from "./key-badges";
import { type KeySetting, rateLimitText, settingLabels, settingText } from "./key-change";
import { type KeyProduct, makerText, productLabel } from "./key-product";
import { actsAsUser, isLive, whyNotAct } from "./key-status";
import { scopeSummary } from "./scope-choice";

const editSetting = partOf(async () => (await import("./edit-key-setting")).EditKeySetting);

type Props = {
  apiKey: ApiKey;
  products: readonly KeyProduct[];
  nowMs: number;
  on: OnSaving<ApiKey>;
};

/** What a key is allowed, where from and until when; what its reader may change is changed in its row. */
export function KeySettings({ apiKey, products, nowMs, on }: Props) {
  const product = products.find(({ id }) => id === apiKey.product);
  const scopes = product?.scopes ?? [];
  const rows = useSettingRows<KeySetting>(editSetting.prepare);
  const editable = (setting: KeySetting, shown: ReactNode) => (
    <EditableRow
      key={setting}
      setting={setting}
      name={settingLabels[setting]}
      rows={rows}
      changeable={isLive(apiKey, nowMs) && !apiKey.replacedBy}
      reason={whyNotAct("edit", apiKey, nowMs)}
      form={
        <OnDemand part={editSetting} apiKey={apiKey} setting={setting} product={product} {...on} onClose={rows.close} />
      }
    >
      {shown}
    </EditableRow>
  );
  return (
    <Card title="Settings">
      <dl className="divide-y text-sm">
        {editable("name", <bdi>{apiKey.name}</bdi>)}
        {editable("description", settingText("description", apiKey))}
        {editable("tags", settingText("tags", apiKey))}
        {editable("enabled", settingText("enabled", apiKey))}
        <SettingRow name="Product">
          <span className="flex flex-wrap items-center gap-2">
            {productLabel(products, apiKey.product)} <EnvironmentBadge environment={apiKey.environment} />
          </span>
        </SettingRow>
        {product && product.roles.length > 0 && !actsAsUser(apiKey)
          ? editable("roles", <RolesShown apiKey={apiKey} product={product} />)
          : apiKey.roles.length > 0 && (
              <SettingRow name="Roles">
                <RolesShown apiKey={apiKey} product={product} />
              </SettingRow>
            )}
        {actsAsUser(apiKey) ? (
          <SettingRow name="Scopes">{`${scopeSummary([], scopes)}: it stands for who made it.`}</SettingRow>
        ) : (
          editable(
            "scopes",
            <ul className="flex flex-col gap-1.5">
              <li>{apiKey.scopes.length > 0 ? scopeSummary(apiKey.scopes, scopes) : "None beside its roles"}</li>
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
        {editable("not_before", <Moment at={apiKey.notBefore} otherwise="At once" />)}
        {editable(
          "ip_allowlist",
          apiKey.ipAllowlist.length === 0 ? (
            "Any address"
          ) : (
            <span className="font-mono text-code break-all">{apiKey.ipAllowlist.join(", ")}</span>
          ),
        )}
        {editable("allowed_origins", settingText("allowed_origins", apiKey))}
        {editable("rate_limit", rateLimitText(apiKey.rateLimit))}
        {editable("windows", settingText("windows", apiKey))}
        <CreditsRow apiKey={apiKey} changeable={whyNotAct("edit", apiKey, nowMs) === null} />
        {editable(
          "metadata",
          Object.keys(apiKey.metadata).length === 0 ? (
            "None"
          ) : (
            <code className="font-mono text-code break-all">{JSON.stringify(apiKey.metadata)}</code>
          ),
        )}
        {apiKey.revokedAt && (
          <SettingRow name="Revoked">
            <Moment at={apiKey.revokedAt} />
          </SettingRow>
        )}
        <SettingRow name="Created">
          <Moment at={apiKey.createdAt} />
        </SettingRow>
        <SettingRow name="Created by">
          {apiKey.createdByKey ? (
            <Link href={`/dashboard/api-keys/${apiKey.createdByKey.id}`} className="text-accent-text hover:underline">
              {makerText(apiKey)}
            </Link>
          ) : (
            makerText(apiKey)
          )}
        </SettingRow>
        {apiKey.product !== "service" && apiKey.status === "suspended" && (
          <SettingRow name="Suspended">
            It does not work for now: its user, or the maker of what made it, is suspended, lacks the two-step
            verification that the organization asks for, or breaks its policy.
          </SettingRow>
        )}
        {apiKey.product === "service" && (
          <SettingRow name="Vouched for by">
            {apiKey.vouchedBy?.name ?? "No one any more"}
            {apiKey.status === "suspended" && (
              <span className="block text-muted">
                The key is suspended: it works only while the person who made or last rotated it administers this
                deployment. An administrator who rotates it takes it over.
              </span>
            )}
          </SettingRow>
        )}
        <SettingRow name="Last used">
          <Moment at={apiKey.lastUsedAt} otherwise="Never used" />
          {apiKey.lastUsedIp && <span className="text-muted"> from {apiKey.lastUsedIp}</span>}
        </SettingRow>
        <IdRow name="Key ID" id={apiKey.id} />
      </dl>
    </Card>
  );
}

function RolesShown({ apiKey, product }: { apiKey: ApiKey; product: KeyProduct | undefined }) {
  if (apiKey.roles.length === 0) return "None";
  return (
    <ul className="flex flex-col gap-1.5">
      {apiKey.roles.map((id) => (
        <li key={id} className="flex flex-col sm:flex-row sm:gap-3">
          <span className="font-mono text-code leading-6 sm:w-48 sm:shrink-0">{id}</span>
          <span className="text-muted">
            {product?.roles.find((role) => role.id === id)?.description ?? "No longer in the catalogue"}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** That the organization's policy stops the key, and what its holder can do. */
function PolicyStop({ at, isOver }: { at: string; isOver: boolean }) {
  if (isOver) return "Stopped by the organization's policy: it lived longer than that allows.";
  return (
    <>
      Stops on <ExactTime at={at} />: it lives longer than the organization's policy allows. Rotate it, or give it an
      earlier end.
    </>
  );
}
