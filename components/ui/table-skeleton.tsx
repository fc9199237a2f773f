import { Skeleton } from "./skeleton";
import { Table, TBody, TD, TH, THead, TR } from "./table";

const rows = ["one", "two", "three", "four", "five"];

/** A table's shape while it loads; `what` names what is loading. */
export function TableSkeleton({ headings, what }: { headings: readonly string[]; what: string }) {
  return (
    <div aria-busy="true">
      <span className="sr-only">Loading {what}</span>
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
                {headings.map((heading, place) => (
                  <TD key={heading} {...(place > 0 ? { label: heading } : {})}>
                    <Skeleton className={place === 0 ? "h-4 w-40" : "h-4 w-20"} />
                  </TD>
                ))}
              </TR>
            ))}
          </TBody>
        </Table>
      </div>
    </div>
  );
}
