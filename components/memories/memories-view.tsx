"use client";
import { Brain } from "lucide-react";
import { type ReactNode, useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { AddButton } from "@/components/ui/add-button";
import { FilterBar } from "@/components/ui/filter-bar";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { SortedTableList } from "@/components/ui/sorted-table-list";
import { TableList } from "@/components/ui/table-list";
import { type Address, useAddress } from "@/components/ui/use-address";
import { useAskedToCreate } from "@/components/ui/use-asked-to-create";
import { useList } from "@/components/ui/use-list";
import type { Memory } from "@/lib/features/memories/contract";
import { type MemoryActions, memoryColumns } from "./memory-columns";
import { memoriesAtOnce, memoryFilters, memoryList, memorySearch, memorySorting } from "./memory-list";
import { memoryTypeLabels } from "./memory-words";
import { NewMemoryDialog } from "./new-memory-dialog";

const dialogs = {
  open: partOf(async () => (await import("./memory-dialog")).MemoryDialog),
  edit: partOf(async () => (await import("./edit-memory-dialog")).EditMemoryDialog),
  delete: partOf(async () => (await import("./delete-memory-dialog")).DeleteMemoryDialog),
};

const types = [
  { value: "", label: "Every type" },
  ...Object.entries(memoryTypeLabels).map(([value, label]) => ({ value, label })),
];

const orders = [
  { value: "-created", label: "Newest first" },
  { value: "created", label: "Oldest first" },
  { value: "-updated", label: "Changed last" },
  { value: "updated", label: "Unchanged longest" },
];

/** The page of memories: the newest, or the best matches of a search; making, changing and deleting one. */
export function MemoriesView() {
  const address = useAddress(memoryFilters);
  const [creating, setCreating] = useState(false);
  const [target, setTarget] = useState<{ what: keyof typeof dialogs; memory: Memory } | null>(null);
  useAskedToCreate(() => setCreating(true));
  const { q } = address.values;
  const create = (label: string) => (
    <AddButton variant="primary" onClick={() => setCreating(true)}>
      {label}
    </AddButton>
  );
  const shown: TableProps = {
    address,
    onOpen: (memory) => setTarget({ what: "open", memory }),
    onEdit: (memory) => setTarget({ what: "edit", memory }),
    onDelete: (memory) => setTarget({ what: "delete", memory }),
    create: create("Create your first memory"),
  };
  return (
    <>
      <PageHeader
        title="Memories"
        description="Texts that your software keeps and searches by words. These are your production memories; those of development keys are apart."
        actions={create("New memory")}
      />
      {/* Above both lists: typing changes from one to the other, and must not lose its field. */}
      <FilterBar
        address={address}
        controls={[
          { as: "search", name: "q", label: "Search memories", placeholder: "Words, “a phrase” or -without" },
          { as: "select", name: "type", label: "Type", options: types },
        ]}
      />
      {q ? <FoundMemories {...shown} query={q} /> : <AllMemories {...shown} />}
      <NewMemoryDialog open={creating} onClose={() => setCreating(false)} />
      {target && <OnDemand part={dialogs[target.what]} memory={target.memory} onClose={() => setTarget(null)} />}
    </>
  );
}

type TableProps = MemoryActions & {
  address: Address<typeof memoryFilters>;
  create: ReactNode;
};

function AllMemories({ address, create, ...actions }: TableProps) {
  const sorting = useAddress(memorySorting);
  return (
    <SortedTableList
      {...table}
      source={memoryList({ ...address.values, ...sorting.values })}
      size={memoriesAtOnce}
      sorting={sorting}
      orders={orders}
      context={actions}
      address={address}
      empty={{ ...empty, action: create }}
    />
  );
}

function FoundMemories({ query, address, create, ...actions }: TableProps & { query: string }) {
  const list = useList(memorySearch(query, address.values));
  return <TableList {...table} list={list} context={actions} address={address} empty={{ ...empty, action: create }} />;
}

const table = {
  nouns: ["memory", "memories"],
  columns: memoryColumns,
  rowKey: ({ id }: Memory) => id,
} as const;

const empty = {
  icon: <Brain />,
  title: "No memories yet",
  body: "Keep here what your software should know later: what a customer prefers, what was decided, how a task is done.",
};
