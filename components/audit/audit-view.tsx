"use client";
import { useMutation } from "@tanstack/react-query";
import { Download, ScrollText } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { failureText } from "@/components/ui/failure-text";
import { FilterBar } from "@/components/ui/filter-bar";
import { TableList } from "@/components/ui/list-frame";
import { saveCsvFile } from "@/components/ui/save-file";
import { pickerControl } from "@/components/ui/search-picker";
import { useToast } from "@/components/ui/toast";
import { useAddress } from "@/components/ui/use-address";
import { useList, useRefresh } from "@/components/ui/use-list";
import { AuditQuery, dashboardAuditContracts, findActorsContract } from "@/lib/features/audit/contract";
import { call } from "@/lib/http/call";
import { auditColumns } from "./audit-columns";
import { auditFilterOf, auditFilters, auditList } from "./audit-list";

const types = [
  { value: "", label: "Every event" },
  ...AuditQuery.shape.type.unwrap().options.map((type) => ({ value: type, label: type })),
];
const ranges = ["24h", "7d", "30d", "90d"].map((value) => ({ value, label: value }));

/** Who can be looked at alone: any member, and who else the address names. */
const people = {
  group: "audit-actors",
  find: async (search: string, signal: AbortSignal) => {
    const { data } = await call(findActorsContract, { query: { search } }, { signal });
    return data.map(({ id, name, email }) => ({ value: id, label: name, note: email ?? "" }));
  },
  name: async (id: string, signal: AbortSignal) => {
    const { data } = await call(findActorsContract, { query: { id } }, { signal });
    return data[0]?.name ?? null;
  },
};

/** The audit log: who did what, filtered, and as a file. */
export function AuditView() {
  const address = useAddress(auditFilters);
  const list = useList(auditList(address.values));
  const refresh = useRefresh("audit");
  const { show } = useToast();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setOpened((current) => new Set(current.has(id) ? [...current].filter((other) => other !== id) : [...current, id]));
  const exporting = useMutation({
    mutationFn: () => call(dashboardAuditContracts.export, { body: auditFilterOf(address.values, Date.now()) }),
    onSuccess: ({ name, csv, rows, cut }) => {
      saveCsvFile(name, csv);
      show({
        title: `${rows === 1 ? "1 event" : `${rows.toLocaleString("en-US")} events`} exported`,
        description: cut
          ? "There were more than fit: narrow the filters for the rest."
          : "The export is in the log, too.",
        tone: cut ? "neutral" : "success",
      });
      void refresh();
    },
    onError: (error) => show({ title: "Nothing exported", description: failureText(error), tone: "danger" }),
  });

  return (
    <>
      <PageHeader
        title="Audit log"
        description="Changes to the organization, its keys and its data, and who made them. Kept for 90 days; times are UTC."
        actions={
          <Button pending={exporting.isPending} disabled={list.rows.length === 0} onClick={() => exporting.mutate()}>
            <Download aria-hidden className="size-4" />
            Export CSV
          </Button>
        }
      />
      <TableList
        list={list}
        nouns={["event", "events"]}
        label="Audit log"
        columns={auditColumns}
        rowKey={({ id }) => id}
        context={{ opened, onToggle: toggle }}
        detail={(event) => opened.has(event.id) && <CodeBlock title={event.id} code={JSON.stringify(event, null, 2)} />}
        address={address}
        filters={
          <FilterBar
            address={address}
            controls={[
              { as: "segmented", name: "range", label: "Range", options: ranges, fallback: "90d" },
              { as: "select", name: "type", label: "Event", options: types },
              pickerControl("actor", { label: "Person", anything: "Everybody", source: people }),
            ]}
          />
        }
        empty={{
          icon: <ScrollText />,
          title: "Nothing happened yet",
          body: "Creating, changing and revoking keys, members and webhooks is written down here.",
        }}
      />
    </>
  );
}
