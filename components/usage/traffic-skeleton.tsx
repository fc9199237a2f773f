import { Skeleton } from "@/components/ui/skeleton";

/** The same heights as the figures. */
export function TrafficSkeleton() {
  return (
    <div aria-hidden="true">
      <Skeleton className="h-14 w-full max-w-md" />
      <Skeleton className="mt-5 h-20" />
    </div>
  );
}
