import { Fragment } from "react";
import { Badge } from "@/components/ui/badge";
import { classNames } from "@/components/ui/class-names";
import type { PlanId } from "@/lib/access/catalogue";
import { planColumns, planGroups } from "./plan-table";

/** All plans side by side, for wide screens. */
export function PlanComparison({ current }: { current: PlanId | null }) {
  const shade = (id: PlanId) => id === current && "bg-accent-soft/60";
  return (
    <div className="overflow-x-auto rounded-xl border bg-surface">
      <table className="w-full table-fixed text-sm tabular-nums">
        <caption className="sr-only">Limits of every plan</caption>
        <colgroup>
          <col className="w-56" />
        </colgroup>
        <thead>
          <tr className="align-top">
            <td />
            {planColumns().map(({ id, label, summary, price }) => (
              <th key={id} scope="col" className={classNames("px-4 py-5 text-left font-normal", shade(id))}>
                <span className="block text-base font-semibold">{label}</span>
                {price && <span className="block">{price}</span>}
                <span className="mt-1 block text-xs text-pretty text-muted">{summary}</span>
                {id === current && (
                  <span className="mt-2 block">
                    <Badge tone="accent">Your plan</Badge>
                  </span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {planGroups().map((group) => (
            <Fragment key={group.id}>
              <tr className="border-t bg-surface-sunken">
                <th scope="rowgroup" colSpan={planColumns().length + 1} className="px-4 py-2.5 text-left font-normal">
                  <span className="font-semibold">{group.label}</span>
                  <span className="ml-2 text-muted">{group.description}</span>
                </th>
              </tr>
              {group.rows.map((row) => (
                <tr key={row.label} className="border-t">
                  <th scope="row" className="px-4 py-2.5 text-left font-normal text-muted">
                    {row.label}
                  </th>
                  {planColumns().map(({ id }, index) => (
                    <td key={id} className={classNames("px-4 py-2.5", shade(id))}>
                      {row.cells[index]}
                    </td>
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
