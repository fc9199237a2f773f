import type { Column } from "@/components/ui/column";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Prompt } from "@/lib/features/prompts/contract";
import { VisibilityBadge } from "./visibility-badge";

export const promptColumns: readonly Column<Prompt>[] = [
  {
    label: "Name",
    as: "title",
    sort: { by: "name" },
    cell: ({ id, name, description }) => (
      <NameCell name={name} href={`/dashboard/prompts/${id}`} note={description || id} />
    ),
  },
  { label: "Visibility", width: "sm:w-30", cell: ({ visibility }) => <VisibilityBadge visibility={visibility} /> },
  {
    label: "Latest version",
    sort: { by: "version", first: "desc" },
    width: "sm:w-36",
    cell: ({ latest_version }) => latest_version || <span className="text-muted">No version yet</span>,
  },
  {
    label: "Changed",
    sort: { by: "updated", first: "desc" },
    width: "sm:w-36",
    className: "sm:truncate",
    cell: ({ updated_at }) => <RelativeTime at={updated_at} />,
  },
];
