"use client";
import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { useToast } from "@/components/ui/toast";
import { dashboardPromptContracts, type PromptWithContent } from "@/lib/features/prompts/contract";
import { call } from "@/lib/http/call";
import { useRefreshPrompts } from "./use-prompts";

/** Says who will be able to read the prompt, and changes that. */
export function VisibilityDialog({
  prompt,
  onClose,
}: {
  prompt: PromptWithContent;
  onClose: (changed: boolean) => void;
}) {
  const refresh = useRefreshPrompts();
  const toast = useToast();
  const publishing = prompt.visibility === "private";
  const change = useMutation({
    mutationFn: () =>
      call(dashboardPromptContracts.update, {
        params: { id: prompt.id },
        body: { visibility: publishing ? "public" : "private" },
      }),
    onSuccess: () => {
      void refresh();
      toast.show({ title: publishing ? "The prompt is public" : "The prompt is private", tone: "success" });
      onClose(true);
    },
  });
  const versions = prompt.latest_version === 1 ? "its version" : `all ${prompt.latest_version} versions`;
  return (
    <ConfirmDialog
      open
      danger={publishing}
      onOpenChange={(open) => !open && onClose(false)}
      title={publishing ? `Make “${prompt.name}” public?` : `Make “${prompt.name}” private?`}
      confirmLabel={publishing ? "Make public" : "Make private"}
      pending={change.isPending}
      onConfirm={() => change.mutate()}
      body={
        <div className="flex flex-col gap-3">
          {publishing ? (
            <>
              <p>
                <strong className="text-foreground">Everybody can then read it</strong>, without an account: the name,
                the description and{" "}
                {prompt.latest_version === 0
                  ? "every version to come"
                  : `${versions}, also older ones and those to come`}
                .
              </p>
              <p>You can make it private again, but not take back what somebody has copied meanwhile.</p>
            </>
          ) : (
            <p>
              Only your organization can then read it. Whoever fetches it without your credentials gets a 404 at once.
            </p>
          )}
          {change.error && <FormAlert>{failureText(change.error)}</FormAlert>}
        </div>
      }
    />
  );
}
