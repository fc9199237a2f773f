import { Skeleton } from "@/components/ui/skeleton";

/** A list's shape while it loads. */
export function ListSkeleton({ what }: { what: string }) {
  return (
    <div aria-busy="true" className="rounded-xl border bg-surface">
      <span className="sr-only">Loading {what}</span>
      {["one", "two", "three", "four", "five"].map((row) => (
        <div key={row} className="flex items-center gap-6 border-b px-4 py-4 last:border-0">
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-20" />
          <Skeleton className="h-4 w-28 max-sm:hidden" />
        </div>
      ))}
    </div>
  );
}
