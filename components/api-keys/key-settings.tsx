import Link from "next/link";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { exactText } from "@/components/ui/relative-time-text";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { EnvironmentBadge } from "./key-badges";
import { type KeyProduct, makerText, productLabel } from "./key-product";
import { scopeSummary } from "./scope-choice";

/** What a key is allowed, where from and until when. */
export function KeySettings({ apiKey, products }: { apiKey: ApiKey; products: readonly KeyProduct[] }) {
  const scopes = products.find((product) => product.id === apiKey.product)?.scopes ?? [];
  return (
    <Card title="Settings">
      <dl className="divide-y text-sm">
        <Row name="Product">
          <span className="flex flex-wrap items-center gap-2">
            {productLabel(products, apiKey.product)} <EnvironmentBadge environment={apiKey.environment} />
          </span>
        </Row>
        <Row name="Scopes">
          {apiKey.scopes.length === 0 ? (
            `${scopeSummary([], scopes)}: it stands for who made it.`
          ) : (
            <ul className="flex flex-col gap-1.5">
              <li>{scopeSummary(apiKey.scopes, scopes)}</li>
              {apiKey.scopes.map((id) => (
                <li key={id} className="flex flex-col sm:flex-row sm:gap-3">
                  <span className="font-mono text-[0.8125rem] leading-6 sm:w-48 sm:shrink-0">{id}</span>
                  <span className="text-muted">{scopes.find((scope) => scope.id === id)?.description}</span>
                </li>
              ))}
            </ul>
          )}
        </Row>
        <Row name="Expires">
          <Moment at={apiKey.expiresAt} otherwise="Never" />
          {apiKey.policyEndsAt && !apiKey.revokedAt && (
            <span className="block text-warning-text">
              <PolicyStop at={apiKey.policyEndsAt} isOver={apiKey.status === "expired"} />
            </span>
          )}
        </Row>
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
        <Row name="IP allow-list">
          {apiKey.ipAllowlist.length === 0 ? (
            "Any address"
          ) : (
            <span className="font-mono text-[0.8125rem] break-all">{apiKey.ipAllowlist.join(", ")}</span>
          )}
        </Row>
        <Row name="Rate limit">
          {apiKey.rateLimit === null
            ? "The plan's"
            : `${apiKey.rateLimit.toLocaleString("en")} ${apiKey.rateLimit === 1 ? "request" : "requests"} a minute`}
        </Row>
        <Row name="Key ID">
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-mono text-[0.8125rem] break-all">{apiKey.id}</span>
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
