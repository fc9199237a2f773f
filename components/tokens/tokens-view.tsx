"use client";
import { Fingerprint } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { AddButton } from "@/components/ui/add-button";
import { buttonClass } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { TableList } from "@/components/ui/table-list";
import { useAskedToCreate } from "@/components/ui/use-asked-to-create";
import { useList } from "@/components/ui/use-list";
import type { Token } from "@/lib/features/tokens/contract";
import { CreateTokenDialog } from "./create-token-dialog";
import { RevokeTokenDialog } from "./revoke-token-dialog";
import { tokenAllowance } from "./token-allowance";
import { tokenColumns } from "./token-columns";
import { tokenList } from "./token-list";
import { TokenRows } from "./token-rows";

/** "Last used" moves while one looks. */
const refreshMs = 60_000;

/** The page of personal access tokens: how many the plan allows, the list, and making and ending one. */
export function TokensView({ planLabel }: { planLabel: string }) {
  const list = useList(tokenList, { refreshMs });
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const { first } = list;
  const allowance = first && tokenAllowance(first.active, first.maximum, planLabel);
  const blocked = allowance?.blocked ?? null;
  useAskedToCreate(() => setCreating(blocked === null));

  const createButton = (
    <AddButton
      variant="primary"
      aria-disabled={blocked !== null || undefined}
      aria-describedby={blocked ? "token-limit" : undefined}
      onClick={() => blocked === null && setCreating(true)}
    >
      Create token
    </AddButton>
  );

  return (
    <>
      <PageHeader
        title="Personal access tokens"
        description="A token acts as you, with everything you may do through the API. Use one for your own scripts; give services an API key."
        actions={createButton}
      />
      {first && allowance && <Allowance active={first.active} maximum={first.maximum} {...allowance} />}
      <TableList
        list={list}
        nouns={["personal access token", "personal access tokens"]}
        table={TokenRows}
        columns={tokenColumns}
        rowKey={({ token_id }) => token_id}
        context={{ nowMs: list.query.dataUpdatedAt, onRevoke: setRevoking }}
        empty={{
          icon: <Fingerprint />,
          title: "No personal access tokens",
          body:
            first?.maximum === 0
              ? "With a plan that has them, your tokens are listed here."
              : "Create one for a script that should act as you.",
        }}
      />
      <CreateTokenDialog open={creating} onClose={() => setCreating(false)} />
      {revoking && <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

/** How many tokens are in use; at the maximum, why no further one can be made and what to do. */
function Allowance({
  active,
  maximum,
  summary,
  blocked,
}: {
  active: number;
  maximum: number;
  summary: string;
  blocked: string | null;
}) {
  return (
    <section aria-label="Allowance" className="mb-4 rounded-xl border bg-surface px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <p className="text-sm font-medium tabular-nums">{summary}</p>
          {blocked && (
            <p id="token-limit" className="text-sm text-muted">
              {blocked}
            </p>
          )}
        </div>
        {maximum > 0 && (
          <div className="w-full max-w-48">
            <Progress value={active} max={maximum} label="Active tokens" tone={blocked ? "warning" : "accent"} />
          </div>
        )}
        {blocked && (
          <Link href="/pricing" className={buttonClass({ size: "sm" })}>
            Compare plans
          </Link>
        )}
      </div>
    </section>
  );
}
