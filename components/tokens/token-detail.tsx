"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Badge } from "@/components/ui/badge";
import { Button, buttonClass } from "@/components/ui/button";
import { listOf } from "@/components/ui/list-source";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { RefusalsCard } from "@/components/ui/refusals-card";
import { RequestsCard } from "@/components/ui/requests-card";
import { UseItCard, type UsingCode } from "@/components/ui/use-it-card";
import { useSaved } from "@/components/ui/use-saved";
import { dashboardTokenContracts as contracts, type Token } from "@/lib/features/tokens/contract";
import { call } from "@/lib/http/call";
import { endingVerb, tokenStatus } from "./token-allowance";
import { TokenSettings } from "./token-settings";

const revokeDialog = partOf(async () => (await import("./revoke-token-dialog")).RevokeTokenDialog);

type Props = {
  token: Token;
  loadedAtMs: number;
  /** What was done to the token. */
  trail: ReactNode;
  using: UsingCode;
};

/** One personal access token: its use, its settings, and its end. */
export function TokenDetail({ token: loaded, loadedAtMs, trail, using }: Props) {
  const router = useRouter();
  const { shown: token, on } = useSaved(loaded);
  const [revoking, setRevoking] = useState(false);
  const { token_id, name, hint } = token;
  const params = { token_id };
  const { label, tone } = tokenStatus(token, loadedAtMs);
  const close = (ended: boolean) => {
    setRevoking(false);
    if (ended) router.push("/dashboard/tokens");
  };
  return (
    <>
      <BackLink href="/dashboard/tokens" label="Personal access tokens" current={name} />
      <PageHeader
        title={name}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-mono break-all">{hint}</span>
            <Badge tone={tone}>{label}</Badge>
          </span>
        }
        actions={
          <>
            <Link href={`/dashboard/usage?key=${token_id}`} className={buttonClass()}>
              Open in Usage
            </Link>
            <Button variant="danger" onClick={() => setRevoking(true)}>
              {endingVerb(token)}
            </Button>
          </>
        }
      />
      <div className="flex flex-col gap-6">
        <RefusalsCard
          queryKey={["tokens", "errors", token_id]}
          read={(query, options) => call(contracts.errors, { params, query }, options)}
        />
        <RequestsCard listFor={(query) => listOf("tokens", contracts.requests, { params, query })} />
        <TokenSettings token={token} nowMs={loadedAtMs} on={on} />
        {token.status === "active" && <UseItCard {...using} />}
        {trail}
      </div>
      {revoking && <OnDemand part={revokeDialog} token={token} onClose={close} />}
    </>
  );
}
