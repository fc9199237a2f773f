"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { dashboardPromptContracts, type PromptVersion, type PromptWithContent } from "@/lib/features/prompts/contract";
import { call } from "@/lib/http/call";
import { ContentField } from "./content-field";
import { useRefreshPrompts } from "./use-prompts";

type Props = {
  open: boolean;
  prompt: PromptWithContent;
  latestText: string;
  /** The older version whose text it begins with. */
  older?: PromptVersion;
  onClose: (added: boolean) => void;
};

/** Writes the next version, beginning with the text of the latest, or of an `older` one. The draft survives closing. */
export function NewVersionDialog({ open, prompt, latestText, older, onClose }: Props) {
  const refresh = useRefreshPrompts();
  const form = useContractForm({
    values: { content: older?.content ?? latestText },
    schema: dashboardPromptContracts.addVersion.body,
    send: (body) => call(dashboardPromptContracts.addVersion, { params: { id: prompt.id }, body }),
    creates: "version",
    draft: `prompt version ${prompt.id} ${prompt.latest_version} ${older?.version ?? ""}`,
  });
  const unchanged = useValue(form.control, "content") === latestText;
  return (
    <FormDialog
      open={open}
      onClose={(made) => onClose(made !== undefined)}
      form={form}
      title={older ? `New version from version ${older.version}` : "New version"}
      description="Programs that fetch the latest version get it at once. Versions never change: this one gets the next number."
      submitLabel={unchanged ? "Nothing changed yet" : "Add version"}
      disabled={unchanged}
      saved={({ version }) => ({ title: `Version ${version} is the latest` })}
      refresh={refresh}
    >
      <ContentField control={form.control} name="content" autoFocus />
    </FormDialog>
  );
}
