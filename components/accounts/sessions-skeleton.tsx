import { Skeleton } from "@/components/ui/skeleton";

/** Three rows' worth of space. */
export function SessionsSkeleton() {
  return (
    <div aria-hidden="true" className="space-y-4">
      <Skeleton className="h-11" />
      <Skeleton className="h-11" />
      <Skeleton className="h-11" />
    </div>
  );
}
