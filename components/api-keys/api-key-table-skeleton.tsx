import { Skeleton } from "@/components/ui/skeleton";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";

const rows = ["one", "two", "three", "four", "five"];
const headings = ["Name", "Product", "Scopes", "Last used", "Expires", "Status", ""];

/** The list's shape while it loads. */
export function ApiKeyTableSkeleton() {
  return (
    <div aria-busy="true">
      <span className="sr-only">Loading API keys</span>
      <div aria-hidden>
        <Table>
          <THead>
            <tr>
              {headings.map((heading) => (
                <TH key={heading}>{heading}</TH>
              ))}
            </tr>
          </THead>
          <TBody>
            {rows.map((row) => (
              <TR key={row}>
                <TD>
                  <Skeleton className="h-4 w-36" />
                  <Skeleton className="mt-2 h-3 w-44" />
                </TD>
                <TD label="Product">
                  <Skeleton className="h-5 w-32" />
                </TD>
                <TD label="Scopes">
                  <Skeleton className="h-4 w-24" />
                </TD>
                <TD label="Last used">
                  <Skeleton className="h-4 w-20" />
                </TD>
                <TD label="Expires">
                  <Skeleton className="h-4 w-20" />
                </TD>
                <TD label="Status">
                  <Skeleton className="h-5 w-14" />
                </TD>
                <TD className="max-sm:hidden">
                  <Skeleton className="size-6" />
                </TD>
              </TR>
            ))}
          </TBody>
        </Table>
      </div>
    </div>
  );
}
