"use client";
import { Download, ScrollText } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { downloadFrom } from "@/components/ui/save-file";
import { TableList } from "@/components/ui/table-list";
import { useToast } from "@/components/ui/toast";
import { useAddress } from "@/components/ui/use-address";
import { useList, useRefresh } from "@/components/ui/use-list";
import { useOwnZone } from "@/components/ui/use-own-zone";
import { auditDays, auditFormats, exportEventsContract } from "@/lib/features/audit/contract";
import { contractUrl } from "@/lib/http/contract-url";
import { pathForDashboard } from "@/lib/http/dashboard-contract";
import { auditColumns } from "./audit-columns";
import { AuditFilterBar } from "./audit-filter-bar";
import { auditFilterOf, auditFilters, auditList, type Fault, placeOf } from "./audit-list";
import { ChainCheck } from "./chain-check";
import { EventDetails } from "./event-details";

/** The audit log: who did what, filtered, verified, and as a file. */
export function AuditView() {
  const address = useAddress(auditFilters);
  const list = useList(auditList(address.values));
  const zone = useOwnZone();
  const refresh = useRefresh("audit");
  const { show } = useToast();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setOpened((current) => new Set(current.has(id) ? [...current].filter((other) => other !== id) : [...current, id]));
  const showFault = (fault: Fault) => {
    setOpened(new Set(fault.event_id ? [fault.event_id] : []));
    address.clear();
    address.set({ ...placeOf(fault) });
  };
  const exportAs = (format: (typeof auditFormats)[number]) => {
    const query = { ...auditFilterOf(address.values, Date.now()), format };
    downloadFrom(contractUrl(pathForDashboard(exportEventsContract), {}, query));
    // What was loaded before does not hold the export's own event.
    void refresh();
    show({ title: "Export begun", description: "It is in the log, too.", tone: "success" });
  };

  return (
    <>
      <PageHeader
        title="Audit log"
        description={`What was done in the organization, by whom and from where. Kept for ${auditDays} days; times are ${zone}.`}
        actions={auditFormats.map((format) => (
          <Button key={format} disabled={list.rows.length === 0} onClick={() => exportAs(format)}>
            <Download aria-hidden className="size-4" />
            Export {format.toUpperCase()}
          </Button>
        ))}
      />
      <ChainCheck onShow={showFault} />
      <TableList
        list={list}
        nouns={["event", "events"]}
        label="Audit log"
        columns={auditColumns}
        rowKey={({ id }) => id}
        context={{ opened, onToggle: toggle }}
        detail={(event) => opened.has(event.id) && <EventDetails event={event} onNarrow={address.set} />}
        address={address}
        filters={<AuditFilterBar address={address} />}
        empty={{
          icon: <ScrollText />,
          title: "Nothing happened yet",
          body: "Creating, changing and revoking keys, members and webhooks is written down here.",
        }}
      />
    </>
  );
}
