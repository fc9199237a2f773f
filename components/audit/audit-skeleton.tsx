import { Skeleton } from "@/components/ui/skeleton";

/** The log's shape while it loads. */
export function AuditSkeleton() {
  return (
    <div aria-busy="true" className="rounded-xl border bg-surface">
      <span className="sr-only">Loading the audit log</span>
      {["one", "two", "three", "four", "five", "six"].map((row) => (
        <div key={row} className="flex items-center gap-6 border-b px-4 py-3.5 last:border-0">
          <Skeleton className="h-4 w-36" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-28 max-sm:hidden" />
        </div>
      ))}
    </div>
  );
}
