import { Skeleton } from "@/components/ui/skeleton";

/** The same heights as the figures, so that nothing moves when they come. */
export function FiguresSkeleton() {
  return (
    <div aria-hidden="true">
      <Skeleton className="h-9 w-32" />
      <Skeleton className="mt-4 h-11 w-full max-w-xl" />
      <Skeleton className="mt-6 h-96" />
    </div>
  );
}
