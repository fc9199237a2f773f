"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { Textarea } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { useRefresh } from "@/components/ui/use-list";
import { dashboardMemoryContracts, type Memory } from "@/lib/features/memories/contract";
import { call } from "@/lib/http/call";
import { memoryTypeHints, memoryTypeLabels } from "./memory-words";

const types = Object.entries(memoryTypeLabels).map(([value, label]) => ({ value, label }));
const empty: { content: string; type: Memory["type"] } = { content: "", type: "semantic" };

/** Creates a memory of production. The draft survives closing. */
export function NewMemoryDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const form = useContractForm({
    values: empty,
    schema: dashboardMemoryContracts.create.body,
    send: (body) => call(dashboardMemoryContracts.create, { body }),
    creates: "memory",
    draft: "memory",
  });
  const type = useValue(form.control, "type");
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="New memory"
      description="Production keys of the organization find it at once."
      submitLabel="Create memory"
      saved={() => ({ title: "Memory created" })}
      refresh={useRefresh("memories")}
    >
      <TextField
        control={form.control}
        name="content"
        label="Text"
        as={Textarea}
        rows={6}
        maxLength={100_000}
        placeholder="Ada prefers tea"
      />
      <SegmentedField control={form.control} name="type" label="Type" hint={memoryTypeHints[type]} options={types} />
    </FormDialog>
  );
}
