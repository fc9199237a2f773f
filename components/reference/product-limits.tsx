import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { type ProductId, productOf } from "@/lib/access/catalogue";
import { limitRows, limitText, spanHeading, spansOf, windows, windowText } from "./limit-rows";

/** What each plan allows of a product, plans with the same limits in one line; by address where no organization is known yet. */
export function ProductLimits({ product }: { product: ProductId }) {
  const rows = limitRows(product);
  const { label, counts } = productOf(product);
  if (rows.length === 0) return <p className="text-sm text-muted">{label} is not limited.</p>;
  const shown = windows.filter(({ key }) => rows.some(({ limits }) => limits?.[key] !== undefined));
  const spans = spansOf(rows);
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
            {spans.map((id) => (
              <TH key={id}>{spanHeading(id)}</TH>
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
              {spans.map((id) => (
                <TD key={id} label={spanHeading(id)}>
                  {windowText(limits, id)}
                </TD>
              ))}
            </TR>
          ))}
        </TBody>
      </Table>
    </>
  );
}
