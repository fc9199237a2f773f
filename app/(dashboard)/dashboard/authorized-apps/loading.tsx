import { PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader title="Authorized apps" description={<Skeleton className="h-5 w-96 max-w-full" />} />
      <div aria-busy="true" className="flex flex-col gap-4">
        <span className="sr-only">Loading the apps</span>
        {["one", "two"].map((item) => (
          <div key={item} className="rounded-xl border bg-surface p-4 sm:p-5">
            <Skeleton className="h-5 w-48" />
            <Skeleton className="mt-2 h-4 w-64 max-w-full" />
            <Skeleton className="mt-4 h-12 w-full" />
          </div>
        ))}
      </div>
    </>
  );
}
