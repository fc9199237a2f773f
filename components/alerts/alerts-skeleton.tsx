import { Skeleton } from "@/components/ui/skeleton";

/** The list's shape while it loads. */
export function AlertsSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-3">
      <span className="sr-only">Loading alerts</span>
      {["one", "two", "three"].map((row) => (
        <div key={row} className="flex gap-4 rounded-xl border bg-surface p-5">
          <Skeleton className="size-9" />
          <div className="flex-1">
            <Skeleton className="h-5 w-56 max-w-full" />
            <Skeleton className="mt-2 h-4 w-40 max-w-full" />
            <Skeleton className="mt-4 h-4 w-full" />
            <Skeleton className="mt-2 h-4 w-4/5" />
          </div>
        </div>
      ))}
    </div>
  );
}
