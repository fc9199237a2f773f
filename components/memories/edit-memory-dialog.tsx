"use client";
import { ChangedElsewhereNotice } from "@/components/ui/changed-elsewhere";
import { FormDialog } from "@/components/ui/form-dialog";
import { Textarea } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import { useGuardedChange } from "@/components/ui/use-guarded-change";
import { useRefresh } from "@/components/ui/use-list";
import type { Memory } from "@/lib/features/memories/contract";
import { memoryChangeKind } from "./memory-change-kind";
import { MemoryFields } from "./memory-fields";

/** Changes what a memory says, its type and what its client keeps beside it. */
export function EditMemoryDialog({ memory, onClose }: { memory: Memory; onClose: () => void }) {
  const refresh = useRefresh("memories");
  const { form, isChanged, elsewhere, saved } = useGuardedChange(memory, memoryChangeKind, { refresh });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Edit memory"
      description={<span className="font-mono text-xs break-all">{memory.id}</span>}
      submitLabel="Save changes"
      disabled={!isChanged}
      saved={(after) => ({ ...saved(after), description: "Searches find the new text at once." })}
      refresh={refresh}
    >
      <ChangedElsewhereNotice rows={elsewhere} />
      <MemoryFields control={form.control} />
      <TextField
        control={form.control}
        name="metadata"
        label="Metadata (optional)"
        hint="A JSON object of your own, up to 16 KB."
        as={Textarea}
        rows={4}
        placeholder={'{"team": 7}'}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </FormDialog>
  );
}
