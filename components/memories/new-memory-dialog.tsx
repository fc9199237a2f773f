"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useRefresh } from "@/components/ui/use-list";
import { dashboardMemoryContracts, type Memory } from "@/lib/features/memories/contract";
import { call } from "@/lib/http/call";
import { MemoryFields } from "./memory-fields";

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
      <MemoryFields control={form.control} />
    </FormDialog>
  );
}
