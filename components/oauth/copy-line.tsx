import { CopyButton } from "@/components/ui/copy-button";

/** A named value to copy, such as an address. */
export function CopyLine({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex flex-col gap-x-4 gap-y-0.5 py-2 sm:flex-row sm:items-center">
      <dt className="w-32 shrink-0 text-sm text-muted">{label}</dt>
      <dd className="flex min-w-0 flex-1 items-center justify-between gap-2">
        <span className="min-w-0 font-mono text-xs break-all">{value}</span>
        <CopyButton text={value} variant="ghost" size="sm" />
      </dd>
    </div>
  );
}
