"use client";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ExpiryTime } from "@/components/ui/expiry-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { exactText } from "@/components/ui/relative-time-text";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { utcDay } from "@/components/ui/utc-date";
import type { Token } from "@/lib/features/tokens/contract";
import { endingVerb, tokenStatus } from "./token-allowance";

type Props = { tokens: readonly Token[]; nowMs: number; onRevoke: (token: Token) => void };

export function TokenTable({ tokens, nowMs, onRevoke }: Props) {
  return (
    <Table aria-label="Personal access tokens">
      <THead>
        <tr>
          <TH>Name</TH>
          <TH>Created</TH>
          <TH>Last used</TH>
          <TH>Expires</TH>
          <TH>Status</TH>
          <TH>
            <span className="sr-only">Actions</span>
          </TH>
        </tr>
      </THead>
      <TBody>
        {tokens.map((token) => {
          const { label, tone } = tokenStatus(token, nowMs);
          return (
            <TR key={token.token_id}>
              <TD className="max-w-64">
                <span className="block truncate font-medium" title={token.name}>
                  {token.name}
                </span>
                <span className="block truncate font-mono text-xs text-muted">{token.hint}</span>
              </TD>
              <TD label="Created">
                <time dateTime={token.created_at} title={exactText(Date.parse(token.created_at))}>
                  {utcDay(token.created_at)}
                </time>
              </TD>
              <TD label="Last used">
                {token.last_used_at ? (
                  <RelativeTime at={token.last_used_at} />
                ) : (
                  <span className="text-muted">Never used</span>
                )}
              </TD>
              <TD label="Expires">
                <ExpiryTime at={token.expires_at} nowMs={nowMs} />
              </TD>
              <TD label="Status">
                <Badge tone={tone}>{label}</Badge>
              </TD>
              <TD className="max-sm:pt-2 sm:w-px">
                <Button
                  size="sm"
                  onClick={() => onRevoke(token)}
                  aria-label={`${endingVerb(token)} ${token.name}`}
                  className="max-sm:w-full"
                >
                  {endingVerb(token)}
                </Button>
              </TD>
            </TR>
          );
        })}
      </TBody>
    </Table>
  );
}
