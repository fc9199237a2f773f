import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import type { PlanId } from "@/lib/access/catalogue";
import { planColumns, planGroups } from "./plan-table";

/** One card a plan, for screens too narrow for the table. */
export function PlanCards({ current }: { current: PlanId | null }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {planColumns().map(({ id, label, summary, price }, index) => (
        <Card
          key={id}
          title={label}
          description={[price, summary].filter(Boolean).join(" · ")}
          actions={id === current ? <Badge tone="accent">Your plan</Badge> : undefined}
        >
          <div className="flex flex-col gap-4">
            {planGroups().map((group) => (
              <section key={group.id} className="text-sm tabular-nums">
                <h3 className="mb-1 font-medium">{group.label}</h3>
                <dl>
                  {group.rows.map((row) => (
                    <div key={row.label} className="flex justify-between gap-4 py-0.5">
                      <dt className="text-muted">{row.label}</dt>
                      <dd>{row.cells[index]}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </Card>
      ))}
    </div>
  );
}
