"use client";
import { Fingerprint, Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { Progress } from "@/components/ui/progress";
import type { Token, TokenList } from "@/lib/features/tokens/contract";
import { CreateTokenDialog } from "./create-token-dialog";
import { RevokeTokenDialog } from "./revoke-token-dialog";
import { tokenAllowance } from "./token-allowance";
import { emptyTokenDraft } from "./token-draft";
import { TokenTable } from "./token-table";
import { useTokens } from "./use-tokens";

type Props = { first: TokenList; loadedAtMs: number; planLabel: string };

/** The page of personal access tokens: how many the plan allows, the list, and making and ending one. */
export function TokensView({ first, loadedAtMs, planLabel }: Props) {
  const list = useTokens(first, loadedAtMs);
  const [draft, setDraft] = useState(emptyTokenDraft);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const { data: tokens, active, maximum } = list.data;
  const { summary, blocked } = tokenAllowance(active, maximum, planLabel);

  const closeForm = (created: boolean) => {
    setCreating(false);
    if (created) setDraft(emptyTokenDraft);
  };
  const createButton = (
    <Button
      variant="primary"
      aria-disabled={blocked !== null || undefined}
      aria-describedby={blocked ? "token-limit" : undefined}
      onClick={() => blocked === null && setCreating(true)}
    >
      <Plus aria-hidden className="size-4" />
      Create token
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Personal access tokens"
        description="A token acts as you, with everything you may do through the API. Use one for your own scripts; give services an API key."
        actions={createButton}
      />
      <div className="mb-4 flex flex-col gap-4">
        <Allowance active={active} maximum={maximum} summary={summary} blocked={blocked} />
        {list.isError && <FormAlert>This list may be out of date. {failureText(list.error)}</FormAlert>}
      </div>
      {tokens.length > 0 ? (
        <TokenTable tokens={tokens} nowMs={list.dataUpdatedAt} onRevoke={setRevoking} />
      ) : (
        <EmptyState
          icon={<Fingerprint />}
          title="No personal access tokens"
          body={
            maximum === 0
              ? "With a plan that has them, your tokens are listed here."
              : "Create one for a script that should act as you."
          }
        />
      )}
      <CreateTokenDialog open={creating} onClose={closeForm} draft={draft} onDraftChange={setDraft} />
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
    <section aria-label="Allowance" className="rounded-xl border bg-surface px-4 py-3.5 sm:px-5">
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
