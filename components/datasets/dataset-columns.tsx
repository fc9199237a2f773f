import type { Column } from "@/components/ui/column";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Dataset } from "@/lib/features/datasets/contract";

export const datasetColumns: readonly Column<Dataset>[] = [
  {
    label: "Name",
    as: "title",
    sort: { by: "name", compared: ({ name }) => name },
    cell: ({ id, name, description }) => (
      <NameCell name={name} href={`/dashboard/evaluations/datasets/${id}`} note={description || id} />
    ),
  },
  {
    label: "Rows",
    sort: { by: "rows", first: "desc", compared: ({ row_count }) => row_count },
    cell: ({ row_count }) => row_count.toLocaleString("en"),
  },
  {
    label: "Changed",
    sort: { by: "changed", first: "desc", compared: ({ updated_at }) => updated_at },
    cell: ({ updated_at }) => <RelativeTime at={updated_at} />,
  },
];
