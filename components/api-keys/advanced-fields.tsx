"use client";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { Textarea } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import { type Control, useFieldOf } from "@/components/ui/use-field";
import type { KeyBounds } from "./key-draft";

/** Where a key may be used from and how often, folded away until somebody wants it. */
export function AdvancedFields<V extends object & KeyBounds>({
  control,
  perMinute,
}: {
  control: Control<V>;
  /** The plan's, null where it is unlimited. */
  perMinute: number | null;
}) {
  const { allowlist, limit } = paths<V>();
  const [typed, typedLimit] = [useFieldOf<string, V>(control, allowlist), useFieldOf<string, V>(control, limit)];
  const [open, setOpen] = useState(() => typed.field.value !== "" || typedLimit.field.value !== "");
  const troubled = typed.problem !== undefined || typedLimit.problem !== undefined;
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
        <AllowlistField control={control} />
        <RateLimitField control={control} perMinute={perMinute} />
      </div>
    </details>
  );
}

/** Both are paths of V by its bound, which the compiler cannot compute for a generic. */
function paths<V extends object & KeyBounds>() {
  type Path = FieldPathByValue<V, string>;
  return { allowlist: "ip_allowlist", limit: "rate_limit" } as unknown as { allowlist: Path; limit: Path };
}

/** Where a key may be used from. */
export function AllowlistField<V extends object & KeyBounds>({ control }: { control: Control<V> }) {
  return (
    <TextField
      control={control}
      name={paths<V>().allowlist}
      label="IP allow-list"
      hint="Addresses or CIDR ranges, one a line. Empty: any address."
      as={Textarea}
      rows={3}
      placeholder={"203.0.113.0/24\n2001:db8::/32"}
      spellCheck={false}
      autoComplete="off"
      className="font-mono"
    />
  );
}

/** How often a key may be used; `perMinute` is the plan's limit, null where it is unlimited. */
export function RateLimitField<V extends object & KeyBounds>({
  control,
  perMinute,
}: {
  control: Control<V>;
  perMinute: number | null;
}) {
  return (
    <TextField
      control={control}
      name={paths<V>().limit}
      label="Rate limit of this key"
      hint={
        perMinute === null
          ? "Requests a minute. Empty: unlimited."
          : `Requests a minute, below the ${perMinute.toLocaleString("en")} of your plan. Empty: the plan's.`
      }
      inputMode="numeric"
      maxLength={7}
      autoComplete="off"
      className="sm:max-w-40"
    />
  );
}
