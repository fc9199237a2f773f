import { Skeleton } from "@/components/ui/skeleton";

/** The quota list's shape before its data. */
export function QuotaListSkeleton() {
  return (
    <div className="divide-y divide-border" aria-hidden="true">
      {["a", "b", "c"].map((row) => (
        <div key={row} className="py-4 first:pt-0 last:pb-0">
          <Skeleton className="mb-3 h-5 w-24" />
          <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
            <Skeleton className="h-12" />
            <Skeleton className="h-12" />
          </div>
        </div>
      ))}
    </div>
  );
}
