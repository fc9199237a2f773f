"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useRefresh } from "@/components/ui/use-list";
import { dashboardMemoryContracts, type Memory } from "@/lib/features/memories/contract";
import { call } from "@/lib/http/call";

/** Asks once, showing the text that goes, and deletes it. */
export function DeleteMemoryDialog({ memory, onClose }: { memory: Memory; onClose: () => void }) {
  return (
    <ConfirmDialog
      danger
      title="Delete this memory?"
      confirmLabel="Delete memory"
      action={() => call(dashboardMemoryContracts.remove, { params: { id: memory.id }, query: {} })}
      saved={() => ({ title: "The memory is deleted" })}
      refresh={useRefresh("memories")}
      onClose={onClose}
    >
      <blockquote className="line-clamp-4 border-l-2 pl-3 text-foreground wrap-anywhere">{memory.content}</blockquote>
      <p>Searches stop finding it at once. This cannot be undone.</p>
    </ConfirmDialog>
  );
}
