"use client";
import { useRouter } from "next/navigation";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { dashboardPromptContracts, type PromptWithContent } from "@/lib/features/prompts/contract";
import { call } from "@/lib/http/call";
import { useRefreshPrompts } from "./use-prompts";

type Props = { prompt: PromptWithContent; onClose: (changed: boolean) => void };

/** Says who will be able to read the prompt, and changes that. */
export function VisibilityDialog({ prompt, onClose }: Props) {
  const publishing = prompt.visibility === "private";
  const wanted = publishing ? "public" : "private";
  const refresh = useRefreshPrompts();
  const router = useRouter();
  const setTo = (visibility: PromptWithContent["visibility"]) =>
    call(dashboardPromptContracts.update, { params: { id: prompt.id }, body: { visibility } });
  const undo = async () => {
    await setTo(prompt.visibility);
    await refresh();
    router.refresh();
  };
  const versions = prompt.latest_version === 1 ? "its version" : `all ${prompt.latest_version} versions`;
  return (
    <ConfirmDialog
      danger={publishing}
      title={`Make “${prompt.name}” ${wanted}?`}
      confirmLabel={`Make ${wanted}`}
      action={() => setTo(wanted)}
      saved={() => ({ title: `The prompt is ${wanted}`, undo })}
      refresh={refresh}
      onClose={onClose}
    >
      {publishing ? (
        <>
          <p>
            <strong className="text-foreground">Everybody can then read it</strong>, without an account: the name, the
            description and{" "}
            {prompt.latest_version === 0 ? "every version to come" : `${versions}, also older ones and those to come`}.
          </p>
          <p>You can make it private again, but not take back what somebody has copied meanwhile.</p>
        </>
      ) : (
        <p>Only your organization can then read it. Without your credentials it is a 404 at once.</p>
      )}
    </ConfirmDialog>
  );
}
