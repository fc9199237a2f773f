"use client";
import { useQuery } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import type { Column } from "@/components/ui/column";
import { FilterBar } from "@/components/ui/filter-bar";
import type { FrameProps } from "@/components/ui/list-frame";
import { OneThing } from "@/components/ui/one-thing";
import { Segmented } from "@/components/ui/segmented";
import { TableList } from "@/components/ui/table-list";
import { type Address, useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import type { ListedNamespace } from "@/lib/features/limits/contract";
import { EndHeldDialog } from "./end-held-dialog";
import { type Held, type HeldContext, leaseColumns, reservationColumns } from "./held-columns";
import { heldFilters, kindFilter, leaseList, reservationList } from "./held-list";
import { limitsText } from "./limits-text";
import { namespaceQuery } from "./namespace-list";

/** Identifiers hold and let go at any moment. */
const refreshMs = 5_000;
const kinds = [
  { value: "leases", label: "Leases" },
  { value: "reservations", label: "Reservations" },
];
const nothing = {
  leases: "A lease is shown here while an identifier holds slots, until it is released or expires.",
  reservations: "A reservation is shown here while its cost is not known, until it is settled, given back or expires.",
};

/** One namespace: what it says, and what is held in it. */
export function HeldView({ namespace }: { namespace: string }) {
  const query = useQuery(namespaceQuery(namespace));
  return (
    <>
      <BackLink
        above={[{ href: "/dashboard/admin", label: "Administration" }]}
        href="/dashboard/admin/limits"
        label="Limits"
        {...(query.data ? { current: namespace } : {})}
      />
      <OneThing what="Namespace" query={query}>
        {(settings) => <Contents settings={settings} />}
      </OneThing>
    </>
  );
}

function Contents({ settings }: { settings: ListedNamespace }) {
  const { namespace, description } = settings;
  const { values, set } = useAddress(kindFilter);
  // What a namespace cannot hold is not what its page begins with.
  const { kind = settings.concurrency === null ? "reservations" : "leases" } = values;
  const Shown = kind === "leases" ? Leases : Reservations;
  return (
    <>
      <PageHeader title={namespace} description={[description, limitsText(settings)].filter(Boolean).join(" · ")} />
      <div className="mb-4 w-full sm:w-fit [&>[role=radiogroup]]:w-full">
        <Segmented label="What is held" value={kind} options={kinds} onValueChange={(next) => set({ kind: next })} />
      </div>
      <Shown namespace={namespace} />
    </>
  );
}

function Leases({ namespace }: { namespace: string }) {
  const address = useAddress(heldFilters);
  const list = useList(leaseList(namespace, address.values), { refreshMs });
  const shown = { namespace, address, list, columns: leaseColumns, nouns: ["lease", "leases"] } as const;
  return <HeldList kind="leases" {...shown} />;
}

function Reservations({ namespace }: { namespace: string }) {
  const address = useAddress(heldFilters);
  const list = useList(reservationList(namespace, address.values), { refreshMs });
  const shown = {
    namespace,
    address,
    list,
    columns: reservationColumns,
    nouns: ["reservation", "reservations"],
  } as const;
  return <HeldList kind="reservations" {...shown} />;
}

function HeldList<Row extends Held>({
  kind,
  namespace,
  address,
  list,
  columns,
  nouns,
}: {
  kind: keyof typeof nothing;
  namespace: string;
  address: Address<typeof heldFilters>;
  columns: readonly Column<Row, HeldContext>[];
} & Pick<FrameProps<Row>, "list" | "nouns">) {
  const [ended, setEnded] = useState<Held | null>(null);
  return (
    <>
      <TableList
        list={list}
        nouns={nouns}
        columns={columns}
        rowKey={({ id }) => id}
        context={{ onEnd: setEnded }}
        address={address}
        filters={
          <FilterBar
            address={address}
            controls={[
              { as: "search", name: "identifier", label: "One identifier", placeholder: "Identifier, such as user_42" },
            ]}
          />
        }
        empty={{ icon: <Hourglass />, title: `No ${nouns[1]}`, body: nothing[kind] }}
      />
      {ended && <EndHeldDialog {...{ kind, namespace }} held={ended} onClose={() => setEnded(null)} />}
    </>
  );
}
