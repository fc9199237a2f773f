import { Skeleton } from "@/components/ui/skeleton";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";

const rows = ["one", "two", "three"];

/** The page's shape while it loads. */
export function TeamSkeleton() {
  return (
    <div aria-busy="true">
      <span className="sr-only">Loading the team</span>
      <div aria-hidden>
        <div className="mb-6 flex flex-wrap items-end justify-between gap-4">
          <div>
            <Skeleton className="h-8 w-24" />
            <Skeleton className="mt-2 h-4 w-72 max-w-full" />
          </div>
          <Skeleton className="h-9 w-36" />
        </div>
        <Table>
          <THead>
            <tr>
              <TH>Name</TH>
              <TH>Role</TH>
              <TH className="sm:max-md:hidden">Joined</TH>
              <TH />
            </tr>
          </THead>
          <TBody>
            {rows.map((row) => (
              <TR key={row}>
                <TD>
                  <Skeleton className="h-4 w-36" />
                  <Skeleton className="mt-2 h-3 w-44" />
                </TD>
                <TD label="Role">
                  <Skeleton className="h-9 w-36" />
                </TD>
                <TD label="Joined" className="sm:max-md:hidden">
                  <Skeleton className="h-4 w-24" />
                </TD>
                <TD className="max-sm:hidden">
                  <Skeleton className="h-7 w-20" />
                </TD>
              </TR>
            ))}
          </TBody>
        </Table>
      </div>
    </div>
  );
}
