import type { Column } from "@/components/ui/column";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Dataset } from "@/lib/features/datasets/contract";

export const datasetColumns: readonly Column<Dataset>[] = [
  {
    label: "Name",
    as: "title",
    cell: ({ id, name, description }) => (
      <NameCell name={name} href={`/dashboard/evaluations/datasets/${id}`} note={description || id} />
    ),
  },
  { label: "Rows", cell: ({ row_count }) => row_count.toLocaleString("en") },
  { label: "Changed", cell: ({ updated_at }) => <RelativeTime at={updated_at} /> },
];
