"use client";
import { Gauge } from "lucide-react";
import { useState } from "react";
import { AddButton } from "@/components/ui/add-button";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import type { Meter } from "@/lib/features/metering/contract";
import { CreateMeterDialog } from "./create-meter-dialog";
import { DeleteMeterDialog } from "./delete-meter-dialog";
import { meterColumns } from "./meter-columns";
import { meterList } from "./meter-list";
import { PeriodFiles } from "./period-files";

/** The meters of the organization, and the files of what they counted. */
export function MetersView() {
  const list = useList(meterList);
  const [creating, setCreating] = useState(false);
  const [deleted, setDeleted] = useState<Meter | null>(null);
  return (
    <>
      <div className="mb-4 flex sm:justify-end">
        <AddButton variant="primary" onClick={() => setCreating(true)}>
          Create meter
        </AddButton>
      </div>
      <TableList
        list={list}
        nouns={["meter", "meters"]}
        columns={meterColumns}
        rowKey={({ id }) => id}
        context={{ onDelete: setDeleted }}
        empty={{
          icon: <Gauge />,
          title: "No meters",
          body: "A meter counts what your customers use, from events that your services report.",
        }}
      />
      <PeriodFiles />
      <CreateMeterDialog open={creating} onClose={() => setCreating(false)} />
      {deleted && <DeleteMeterDialog meter={deleted} onClose={() => setDeleted(null)} />}
    </>
  );
}
