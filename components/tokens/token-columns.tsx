import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { DayTime } from "@/components/ui/day-time";
import { ExpiryTime } from "@/components/ui/expiry-time";
import { LastUsedTime } from "@/components/ui/last-used-time";
import { NameCell } from "@/components/ui/name-cell";
import type { Token } from "@/lib/features/tokens/contract";
import { endingVerb, tokenStatus } from "./token-allowance";

export type TokenContext = { nowMs: number; onRevoke: (token: Token) => void };

export const tokenColumns: readonly Column<Token, TokenContext>[] = [
  {
    label: "Name",
    as: "title",
    sort: { by: "name", compared: ({ name }) => name },
    cell: ({ token_id, name, hint }) => (
      <NameCell name={name} href={`/dashboard/tokens/${token_id}`} note={hint} mono />
    ),
  },
  {
    label: "Created",
    sort: { by: "created", first: "desc", compared: ({ created_at }) => created_at },
    cell: ({ created_at }) => <DayTime at={created_at} />,
  },
  {
    label: "Last used",
    sort: { by: "last_used", first: "desc", compared: ({ last_used_at }) => last_used_at },
    cell: ({ last_used_at }) => <LastUsedTime at={last_used_at} />,
  },
  {
    label: "Expires",
    sort: { by: "expires", compared: ({ expires_at, policy_ends_at: stops }) => stops ?? expires_at },
    cell: ({ expires_at, policy_ends_at: stops }, { nowMs }) => <ExpiryTime at={stops ?? expires_at} nowMs={nowMs} />,
  },
  {
    label: "Status",
    cell: (token, { nowMs }) => {
      const { label, tone } = tokenStatus(token, nowMs);
      return <Badge tone={tone}>{label}</Badge>;
    },
  },
  {
    label: "Actions",
    as: "button",
    cell: (token, { onRevoke }) => (
      <Button
        size="sm"
        onClick={() => onRevoke(token)}
        aria-label={`${endingVerb(token)} ${token.name}`}
        className="max-sm:w-full"
      >
        {endingVerb(token)}
      </Button>
    ),
  },
];
