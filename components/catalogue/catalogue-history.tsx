"use client";
import { History } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { ExactTime } from "@/components/ui/exact-time";
import { failureText } from "@/components/ui/failure-text";
import { TableList } from "@/components/ui/table-list";
import { useToast } from "@/components/ui/toast";
import { useList } from "@/components/ui/use-list";
import type { CatalogueRevision } from "@/lib/features/catalogue/contract";
import { readRevision, revisionList, type ShownState } from "./catalogue-reads";

type Context = { current: number; reading: number | null; onPutBack: (revision: number) => void };

const columns: readonly Column<CatalogueRevision, Context>[] = [
  {
    label: "Revision",
    as: "title",
    cell: ({ revision }, { current }) => (
      <span className="flex items-center gap-2 tabular-nums">
        {revision}
        {revision === current && <Badge tone="success">Counts now</Badge>}
      </span>
    ),
  },
  {
    label: "Note",
    className: "wrap-anywhere",
    cell: ({ note }) => (note ? <bdi>{note}</bdi> : <span className="text-muted">–</span>),
  },
  {
    label: "By",
    // A command has no name, nor has a user who is gone.
    cell: ({ made_by: maker }) =>
      maker ? <bdi>{maker.name}</bdi> : <span className="text-muted">A command, or a user who is gone</span>,
  },
  { label: "When", cell: ({ made_at: at }) => at && <ExactTime at={at} /> },
  {
    label: "Actions",
    as: "button",
    cell: ({ revision }, { current, reading, onPutBack }) =>
      revision !== current && (
        <Button
          size="sm"
          pending={reading === revision}
          aria-label={`Put back revision ${revision}`}
          onClick={() => onPutBack(revision)}
        >
          Put back
        </Button>
      ),
  },
];

/** Every document there was; "Put back" fills the editor with one, and changes nothing yet. */
export function CatalogueHistory({ current, onPutBack }: { current: number; onPutBack: (state: ShownState) => void }) {
  const list = useList(revisionList);
  const { show } = useToast();
  const [reading, setReading] = useState<number | null>(null);
  const putBack = async (revision: number) => {
    setReading(revision);
    try {
      onPutBack(await readRevision(revision));
    } catch (error) {
      show({ title: "Revision unavailable", description: failureText(error), tone: "danger" });
    } finally {
      setReading(null);
    }
  };
  return (
    <section aria-labelledby="catalogue-history">
      <h2 id="catalogue-history" className="mb-3 text-heading">
        History
      </h2>
      <TableList
        list={list}
        nouns={["revision", "revisions"]}
        columns={columns}
        rowKey={({ revision }) => `${revision}`}
        context={{ current, reading, onPutBack: (revision: number) => void putBack(revision) }}
        empty={{
          icon: <History />,
          title: "No revisions",
          body: "Each document that you put in place is kept here, with who did it and why.",
        }}
      />
    </section>
  );
}
