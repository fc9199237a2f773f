import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="First steps"
        description="From here to your first request in a minute. You can leave at any time and come back."
      />
      <div className="grid max-w-3xl gap-6">
        {["Your organization", "What did you come for?", "Your key", "Your first request"].map((title) => (
          <Card key={title} title={title}>
            <Skeleton className="h-16" />
          </Card>
        ))}
      </div>
    </>
  );
}
