"use client";
import { Info, Mail as MailIcon } from "lucide-react";
import { useState } from "react";
import { FilterBar } from "@/components/ui/filter-bar";
import { TableList } from "@/components/ui/table-list";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import type { Mail } from "@/lib/features/mail/contract";
import { mailColumns } from "./mail-columns";
import { MailDialog } from "./mail-dialog";
import { mailFilters, mailList } from "./mail-list";

const refreshMs = 15_000;
const states = [
  { value: "", label: "All" },
  { value: "waiting", label: "Waiting" },
  { value: "sent", label: "Sent" },
  { value: "failed", label: "Failed" },
];

/** Outgoing mail of the deployment: what was sent, what waits and what failed. */
export function MailView() {
  const address = useAddress(mailFilters);
  const list = useList(mailList(address.values), { refreshMs });
  const [reading, setReading] = useState<Mail | null>(null);
  return (
    <>
      {list.first?.smtp_configured === false && <NoServer />}
      <TableList
        list={list}
        nouns={["mail", "mails"]}
        columns={mailColumns}
        rowKey={({ id }) => id}
        context={{ onRead: setReading }}
        address={address}
        filters={
          <FilterBar
            address={address}
            controls={[{ as: "segmented", name: "state", label: "State", options: states }]}
          />
        }
        empty={{
          icon: <MailIcon />,
          title: "No mail",
          body: "Invitations, address confirmations, alerts and quota notices are listed here for 30 days.",
        }}
      />
      {reading && <MailDialog mail={reading} onClose={() => setReading(null)} />}
    </>
  );
}

function NoServer() {
  return (
    <div className="mb-4 flex items-start gap-3 rounded-xl border bg-surface px-4 py-3.5 text-sm">
      <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <p className="text-pretty">
        No mail server is configured, so mail waits here: hand on what people need. Set{" "}
        <code className="font-mono text-xs">SMTP_URL</code> and <code className="font-mono text-xs">MAIL_FROM</code> to
        send it.
      </p>
    </div>
  );
}
