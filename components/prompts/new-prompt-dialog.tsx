"use client";
import { useRouter } from "next/navigation";
import { FormDialog } from "@/components/ui/form-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardPromptContracts } from "@/lib/features/prompts/contract";
import { call } from "@/lib/http/call";
import { ContentField } from "./content-field";
import { PromptNameFields } from "./prompt-name-fields";
import { useRefreshPrompts } from "./use-prompts";

/** Creates a private prompt and leads to its page. The draft survives closing. */
export function NewPromptDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const router = useRouter();
  const refresh = useRefreshPrompts();
  const form = useContractForm({
    values: { name: "", description: "", content: "" },
    schema: dashboardPromptContracts.create.body,
    bodyOf: ({ content, ...named }) => (content ? { ...named, content } : named),
    send: (body) => call(dashboardPromptContracts.create, { body }),
    creates: "prompt",
    draft: "prompt",
  });
  return (
    <FormDialog
      open={open}
      onClose={(made) => {
        onClose();
        if (made) router.push(`/dashboard/prompts/${made.id}`);
      }}
      form={form}
      title="New prompt"
      description="It is private until you publish it."
      submitLabel="Create prompt"
      refresh={refresh}
    >
      <PromptNameFields control={form.control} />
      <ContentField control={form.control} name="content" />
    </FormDialog>
  );
}
