"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { dashboardPromptContracts, type PromptWithContent } from "@/lib/features/prompts/contract";
import { call } from "@/lib/http/call";
import { useRefreshPromptList } from "./use-prompts";

type Props = { prompt: PromptWithContent; onClose: (deleted: boolean) => void };

/** Asks once, saying what goes, and deletes; the name of a prompt with a history has to be typed. */
export function DeletePromptDialog({ prompt, onClose }: Props) {
  const { name, latest_version } = prompt;
  return (
    <ConfirmDialog
      danger
      title={`Delete “${name}”?`}
      confirmLabel="Delete prompt"
      action={() => call(dashboardPromptContracts.remove, { params: { id: prompt.id } })}
      saved={() => ({ title: `“${name}” is deleted` })}
      refresh={useRefreshPromptList()}
      onClose={onClose}
      requireText={latest_version > 1 ? name : undefined}
    >
      <p>
        {latest_version > 1 ? `All ${latest_version} versions go with it. ` : ""}
        Code that fetches it gets a 404 from then on. This cannot be undone; results of evaluations stay.
      </p>
    </ConfirmDialog>
  );
}
