"use client";
import Link from "next/link";
import { ExpiryTime } from "@/components/ui/expiry-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { EnvironmentBadge, KeyStatusBadge } from "./key-badges";
import { KeyMenu } from "./key-menu";
import { type KeyProduct, makerText, productLabel } from "./key-product";
import type { KeyAction } from "./key-status";
import { scopeSummary } from "./scope-choice";

type Props = {
  keys: readonly ApiKey[];
  products: readonly KeyProduct[];
  nowMs: number;
  onAction: (action: KeyAction, key: ApiKey) => void;
};

export function ApiKeyTable({ keys, products, nowMs, onAction }: Props) {
  return (
    <Table aria-label="API keys" className="sm:[&_:is(td,th)]:px-2 md:[&_:is(td,th)]:px-3">
      <THead>
        <tr>
          <TH>Name</TH>
          <TH>Product</TH>
          <TH className="sm:max-xl:hidden">Scopes</TH>
          <TH>Last used</TH>
          <TH className="sm:max-md:hidden">Expires</TH>
          <TH>Status</TH>
          <TH>
            <span className="sr-only">Actions</span>
          </TH>
        </tr>
      </THead>
      <TBody>
        {keys.map((key) => (
          <ApiKeyRow key={key.id} apiKey={key} products={products} nowMs={nowMs} onAction={onAction} />
        ))}
      </TBody>
    </Table>
  );
}

function ApiKeyRow({ apiKey, products, nowMs, onAction }: { apiKey: ApiKey } & Omit<Props, "keys">) {
  const scopes = products.find((product) => product.id === apiKey.product)?.scopes ?? [];
  return (
    <TR className={apiKey.status === "active" ? "" : "text-muted"}>
      <TD className="max-w-64 max-sm:pr-12">
        <Link
          href={`/dashboard/api-keys/${apiKey.id}`}
          className="block truncate font-medium text-foreground hover:underline"
          title={apiKey.name}
        >
          {apiKey.name}
        </Link>
        <span className="block truncate font-mono text-xs text-muted">{apiKey.hint}</span>
        <span className="block truncate text-xs text-muted">by {makerText(apiKey)}</span>
      </TD>
      <TD label="Product">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 max-sm:justify-end xl:flex-nowrap">
          {productLabel(products, apiKey.product)} <EnvironmentBadge environment={apiKey.environment} />
        </span>
      </TD>
      <TD label="Scopes" className="sm:max-xl:hidden sm:whitespace-nowrap">
        <span title={apiKey.scopes.join(", ") || undefined}>{scopeSummary(apiKey.scopes, scopes)}</span>
      </TD>
      <TD label="Last used">
        {apiKey.lastUsedAt ? <RelativeTime at={apiKey.lastUsedAt} /> : <span className="text-muted">Never used</span>}
      </TD>
      <TD label="Expires" className="sm:max-md:hidden sm:whitespace-nowrap">
        {apiKey.revokedAt ? <span className="text-muted">–</span> : <ExpiryTime at={apiKey.expiresAt} nowMs={nowMs} />}
      </TD>
      <TD label="Status">
        <KeyStatusBadge apiKey={apiKey} nowMs={nowMs} />
      </TD>
      <TD className="max-sm:absolute max-sm:top-1.5 max-sm:right-1.5 sm:w-px sm:text-right">
        <KeyMenu apiKey={apiKey} nowMs={nowMs} onAction={onAction} />
      </TD>
    </TR>
  );
}
