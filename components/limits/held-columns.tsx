import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Lease } from "@/lib/features/limits/lease-contract";
import type { Reservation } from "@/lib/features/limits/reservation-contract";

/** What leases and reservations have in common. */
export type Held = Pick<Lease & Reservation, "id" | "identifier" | "created_at" | "expires_at">;
export type HeldContext = { onEnd: (held: Held) => void };

export const leaseColumns = columnsOf<Lease>("Slots", ({ slots }) => slots, "Release");
export const reservationColumns = columnsOf<Reservation>("Cost", ({ reserved }) => reserved, "Give back");

function columnsOf<Row extends Held>(
  label: string,
  amountOf: (row: Row) => number,
  end: string,
): readonly Column<Row, HeldContext>[] {
  return [
    {
      label: "Identifier",
      as: "title",
      cell: ({ identifier, id }) => (
        <>
          <span className="block font-mono font-medium break-all">{identifier}</span>
          <span className="block truncate font-mono text-xs text-muted">{id}</span>
        </>
      ),
    },
    {
      label,
      align: "right",
      cell: (row) => <span className="tabular-nums">{amountOf(row).toLocaleString("en")}</span>,
    },
    { label: "Held since", from: "md", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
    { label: "Until", cell: ({ expires_at }) => <RelativeTime at={expires_at} /> },
    {
      label: "Actions",
      as: "button",
      cell: (row, { onEnd }) => (
        <Button size="sm" aria-label={`${end} what ${row.identifier} holds`} onClick={() => onEnd(row)}>
          {end}
        </Button>
      ),
    },
  ];
}
