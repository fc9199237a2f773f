"use client";
import { useRouter } from "next/navigation";
import { FormDialog } from "@/components/ui/form-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardPromptContracts, type PromptWithContent } from "@/lib/features/prompts/contract";
import { call } from "@/lib/http/call";
import { PromptNameFields } from "./prompt-name-fields";
import { useRefreshPrompts } from "./use-prompts";

type Props = { prompt: PromptWithContent; onClose: (changed: boolean) => void };

/** Changes what a prompt is called and what it is for. */
export function EditPromptDialog({ prompt, onClose }: Props) {
  const refresh = useRefreshPrompts();
  const router = useRouter();
  const { id, name, description } = prompt;
  const undo = async () => {
    await call(dashboardPromptContracts.update, { params: { id }, body: { name, description } });
    await refresh();
    router.refresh();
  };
  const form = useContractForm({
    values: { name, description },
    schema: dashboardPromptContracts.update.body,
    send: (body) => call(dashboardPromptContracts.update, { params: { id }, body }),
  });
  return (
    <FormDialog
      form={form}
      onClose={(saved) => onClose(saved !== undefined)}
      title="Edit prompt"
      submitLabel="Save"
      saved={() => ({ title: "Prompt saved", undo })}
      refresh={refresh}
    >
      <PromptNameFields control={form.control} />
    </FormDialog>
  );
}
