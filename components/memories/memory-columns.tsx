import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Memory } from "@/lib/features/memories/contract";
import { memoryTypeLabels } from "./memory-words";

/** What can be done with a row. */
export type MemoryActions = Record<"onOpen" | "onEdit" | "onDelete", (memory: Memory) => void>;

export const memoryColumns: readonly Column<Memory, MemoryActions>[] = [
  {
    label: "Memory",
    as: "title",
    className: "sm:max-w-xl",
    cell: (memory, { onOpen }) => (
      <>
        <button
          type="button"
          onClick={() => onOpen(memory)}
          className="focus-ring block max-w-full rounded font-medium hover:underline max-sm:min-h-11"
        >
          <bdi className="block truncate text-left">{memory.content}</bdi>
        </button>
        <span className="block truncate font-mono text-xs text-muted">{memory.id}</span>
      </>
    ),
  },
  {
    label: "Type",
    width: "sm:w-28",
    cell: ({ type }) => <Badge tone="neutral">{memoryTypeLabels[type]}</Badge>,
  },
  {
    label: "Changed",
    from: "md",
    sort: { by: "updated", first: "desc" },
    width: "sm:w-36",
    className: "sm:truncate",
    cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
  },
  {
    label: "Actions",
    as: "button",
    width: "sm:w-40",
    cell: (memory, { onEdit, onDelete }) => (
      <>
        <Button variant="ghost" size="sm" aria-label={`Edit memory ${memory.id}`} onClick={() => onEdit(memory)}>
          Edit
        </Button>
        <Button variant="ghost" size="sm" aria-label={`Delete memory ${memory.id}`} onClick={() => onDelete(memory)}>
          Delete
        </Button>
      </>
    ),
  },
];
