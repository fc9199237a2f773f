import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { PageHeader } from "./page-header";

/** The shape of one thing's page while it loads: the way back, its kind, and its cards, or one block in their place. */
export function DetailLoading({
  title,
  backClass = "w-24",
  cards,
}: {
  title: string;
  /** The width of the way back. */
  backClass?: string;
  cards?: readonly { title?: string; height: string }[];
}) {
  return (
    <>
      <Skeleton className={`mb-4 h-5 ${backClass}`} />
      <PageHeader title={title} description={<Skeleton className="h-5 w-64 max-w-full" />} />
      {cards ? (
        <div className="flex flex-col gap-6">
          {cards.map(({ height, ...head }) => (
            <Card key={height} {...head}>
              <Skeleton className={`${height} w-full`} />
            </Card>
          ))}
        </div>
      ) : (
        <Skeleton className="h-72 w-full" />
      )}
    </>
  );
}
