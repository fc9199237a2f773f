"use client";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { DraftProblems, KeyDraft } from "./key-draft";

type Bounds = Pick<KeyDraft, "ipAllowlist" | "rateLimit">;

/** Where a key may be used from and how often, folded away until somebody wants it. */
export function AdvancedFields({
  draft,
  onChange: change,
  perMinute,
  problems,
}: {
  draft: Bounds;
  onChange: (part: Partial<Bounds>) => void;
  /** The plan's, null where it is unlimited. */
  perMinute: number | null;
  problems: DraftProblems;
}) {
  const [open, setOpen] = useState(draft.ipAllowlist !== "" || draft.rateLimit !== "");
  const troubled = problems.ip_allowlist !== undefined || problems.rate_limit !== undefined;
  return (
    // A closed section must not hide a problem.
    <details
      className="group border-t pt-4"
      open={open || troubled}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="inline-flex min-h-6 list-none items-center gap-1 text-sm font-medium pointer-coarse:min-h-11">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
        Advanced
      </summary>
      <div className="mt-3 flex flex-col gap-5">
        <Field
          label="IP allow-list"
          error={problems.ip_allowlist ?? null}
          hint="Addresses or CIDR ranges, one a line. Empty: any address."
        >
          {(props) => (
            <Textarea
              {...props}
              rows={3}
              value={draft.ipAllowlist}
              onChange={(event) => change({ ipAllowlist: event.target.value })}
              placeholder={"203.0.113.0/24\n2001:db8::/32"}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
            />
          )}
        </Field>
        <Field
          label="Rate limit of this key"
          error={problems.rate_limit ?? null}
          hint={
            perMinute === null
              ? "Requests a minute. Empty: unlimited."
              : `Requests a minute, below the ${perMinute.toLocaleString("en")} of your plan. Empty: the plan's.`
          }
        >
          {(props) => (
            <Input
              {...props}
              inputMode="numeric"
              value={draft.rateLimit}
              onChange={(event) => change({ rateLimit: event.target.value })}
              maxLength={7}
              autoComplete="off"
              className="sm:max-w-40"
            />
          )}
        </Field>
      </div>
    </details>
  );
}
