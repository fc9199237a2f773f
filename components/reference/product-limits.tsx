import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { allPlans, limitsOf, type PlanLimits, type ProductId, productOf } from "@/lib/access/catalogue";

const windows: readonly { key: keyof PlanLimits; label: string }[] = [
  { key: "perMinute", label: "A minute" },
  { key: "burst", label: "Back to back" },
  { key: "perDay", label: "A day" },
  { key: "perMonth", label: "A month" },
];

const count = new Intl.NumberFormat("en");

/** What each plan allows of a product, plans with the same limits in one line; by address where no organization is known yet. */
export function ProductLimits({ product }: { product: ProductId }) {
  const rows = limitRows(product);
  const { label, counts } = productOf(product);
  if (rows.length === 0) return <p className="text-sm text-muted">{label} is not limited.</p>;
  const shown = windows.filter(({ key }) => rows.some(({ limits }) => limits?.[key] !== undefined));
  const whose = counts === "organization" ? "each organization, by its plan" : "each client address";
  return (
    <>
      <p className="text-sm text-pretty text-muted">
        Counts on the limits of {label}: requests of {whose}.
      </p>
      <Table>
        <THead>
          <TR>
            <TH>Plan</TH>
            {shown.map(({ key, label: heading }) => (
              <TH key={key}>{heading}</TH>
            ))}
          </TR>
        </THead>
        <TBody>
          {rows.map(({ plans, limits }) => (
            <TR key={plans}>
              <TD className="font-medium">{plans}</TD>
              {shown.map(({ key, label: heading }) => (
                <TD key={key} label={heading}>
                  {limitText(limits, key)}
                </TD>
              ))}
            </TR>
          ))}
        </TBody>
      </Table>
    </>
  );
}

export type LimitRow = { plans: string; limits: PlanLimits | null };

/** The limits of a product by plan, cheapest first; none where it is unlimited on every plan. */
export function limitRows(product: ProductId): LimitRow[] {
  const rows: { names: string[]; limits: PlanLimits | null }[] = [];
  for (const { id, label } of allPlans()) {
    const limits = limitsOf(product, id);
    const last = rows.at(-1);
    if (last && JSON.stringify(last.limits) === JSON.stringify(limits)) last.names.push(label);
    else rows.push({ names: [label], limits });
  }
  if (rows.every(({ limits }) => limits === null)) return [];
  const [only] = rows;
  if (rows.length === 1 && only) return [{ plans: "Every plan", limits: only.limits }];
  return rows.map(({ names, limits }) => ({ plans: names.join(", "), limits }));
}

function limitText(limits: PlanLimits | null, key: keyof PlanLimits): string {
  const value = limits?.[key];
  return value === undefined ? "–" : count.format(value);
}
