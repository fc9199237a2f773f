"use client";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState, useSyncExternalStore } from "react";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { Textarea } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import type { Control } from "@/components/ui/use-field";
import { extraNames, isExtra, type KeyExtras } from "./key-extras";

type Fields<V extends object> = {
  control: Control<V>;
  /** The plan's, null where it is unlimited. */
  perMinute: number | null;
};

/** Fields of one form alone. */
export type LastFields = {
  fields: ReactNode;
  /** Whether something was chosen there already. */
  isBegun: () => boolean;
  /** Whether a field, by its name, is one of them. */
  has: (name: string) => boolean;
};

/** What most keys do without, folded away until somebody wants it; `last` stands below. */
export function MoreFields<V extends object & KeyExtras>({
  last,
  ...fields
}: Fields<V> & { last?: LastFields | undefined }) {
  const { control } = fields;
  const [open, setOpen] = useState(
    () => extraNames.some((name) => control.getValues()[name] !== "") || last?.isBegun() === true,
  );
  const troubled = useSyncExternalStore(
    control.subscribe,
    () => Object.keys(control.problems()).some((name) => isExtra(name) || last?.has(name)),
    () => false,
  );
  return (
    // A closed section must not hide a problem.
    <details
      className="group border-t pt-4"
      open={open || troubled}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="inline-flex min-h-6 list-none items-center gap-1 text-sm font-medium pointer-coarse:min-h-11">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
        More
      </summary>
      <div className="mt-3 flex flex-col gap-5">
        {extraNames.map((name) => (
          <ExtraField key={name} {...fields} name={name} />
        ))}
        {last?.fields}
      </div>
    </details>
  );
}

/** One of them. */
export function ExtraField<V extends object & KeyExtras>({
  control,
  name,
  perMinute,
}: Fields<V> & { name: keyof KeyExtras }) {
  // A path of V by its bound, which the compiler cannot compute for a generic.
  const place = { control, name: name as unknown as FieldPathByValue<V, string> };
  const code = { spellCheck: false, autoComplete: "off", className: "font-mono" } as const;
  if (name === "description") {
    return <TextField {...place} label="Description" as={Textarea} rows={2} maxLength={500} autoComplete="off" />;
  }
  if (name === "tags") {
    return (
      <TextField
        {...place}
        label="Tags"
        hint="Separated by spaces. Lists are narrowed by them."
        placeholder="team:data nightly"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
      />
    );
  }
  if (name === "not_before") {
    return (
      <TextField
        {...place}
        label="Valid from (UTC)"
        hint="The key is refused before. Empty: it counts at once."
        type="datetime-local"
        step={1}
        className="sm:max-w-64"
      />
    );
  }
  if (name === "expires_at") {
    return (
      <TextField
        {...place}
        label="Exact end (UTC)"
        hint="In place of the expiry above. A rotation keeps this end."
        type="datetime-local"
        step={1}
        className="sm:max-w-64"
      />
    );
  }
  if (name === "ip_allowlist") {
    return (
      <TextField
        {...place}
        {...code}
        label="IP allow-list"
        hint="Addresses or CIDR ranges, one a line. Empty: any address."
        as={Textarea}
        rows={3}
        placeholder={"203.0.113.0/24\n2001:db8::/32"}
      />
    );
  }
  if (name === "allowed_origins") {
    return (
      <TextField
        {...place}
        {...code}
        label="Allowed origins"
        hint="Origins of pages that may use the key, one a line. Empty: any page or program."
        as={Textarea}
        rows={2}
        placeholder={"https://app.example.com\nhttps://*.example.com"}
      />
    );
  }
  if (name === "rate_limit") {
    return (
      <TextField
        {...place}
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
  if (name === "windows") {
    return (
      <TextField
        {...place}
        {...code}
        label="Windows of this key"
        hint="Name, limit and length, one a line: s, m, h, d, or 1mo. Sliding: the last so much of time."
        as={Textarea}
        rows={2}
        placeholder={"hourly 500/1h\nrolling 20/10s sliding"}
      />
    );
  }
  return (
    <TextField
      {...place}
      {...code}
      label="Metadata"
      hint="A JSON object of your own, up to 4 KB. Who verifies the key is told it."
      as={Textarea}
      rows={3}
      placeholder={'{"team": 7}'}
    />
  );
}
