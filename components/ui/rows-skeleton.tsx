import { Skeleton } from "./skeleton";

const rows = ["one", "two", "three"];

/** The shape of rows that are no table while they load; `what` names them. */
export function RowsSkeleton({ what, rowClass = "h-12" }: { what: string; rowClass?: string }) {
  return (
    <div aria-busy="true" className="flex flex-col gap-3">
      <span className="sr-only">Loading {what}</span>
      {rows.map((row) => (
        <Skeleton key={row} className={`w-full ${rowClass}`} />
      ))}
    </div>
  );
}
