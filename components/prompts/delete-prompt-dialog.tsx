"use client";
import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { useToast } from "@/components/ui/toast";
import { dashboardPromptContracts, type PromptWithContent } from "@/lib/features/prompts/contract";
import { call } from "@/lib/http/call";
import { useRefreshPrompts } from "./use-prompts";

export function DeletePromptDialog({
  prompt,
  onClose,
}: {
  prompt: PromptWithContent;
  onClose: (deleted: boolean) => void;
}) {
  const refresh = useRefreshPrompts();
  const toast = useToast();
  const remove = useMutation({
    mutationFn: () => call(dashboardPromptContracts.remove, { params: { id: prompt.id } }),
    onSuccess: () => {
      void refresh();
      toast.show({ title: `“${prompt.name}” is deleted`, tone: "success" });
      onClose(true);
    },
  });
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose(false)}
      title={`Delete “${prompt.name}”?`}
      confirmLabel="Delete prompt"
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
      {...(prompt.latest_version > 1 ? { requireText: prompt.name } : {})}
      body={
        <div className="flex flex-col gap-3">
          <p>
            {prompt.latest_version > 1 ? `All ${prompt.latest_version} versions go with it. ` : ""}
            Code that fetches it gets a 404 from then on. This cannot be undone; results of evaluations stay.
          </p>
          {remove.error && <FormAlert>{failureText(remove.error)}</FormAlert>}
        </div>
      }
    />
  );
}
