"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";
import { dashboardAppContracts, type OAuthAppView } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { kindOf } from "./app-draft";
import { countOf } from "./app-words";
import { useRefreshOAuthAppList, useRefreshOAuthApps } from "./use-oauth-apps";

type Props = { app: OAuthAppView; onClose: () => void };

/** Ends every token and consent of an app; the app itself stays. */
export function RevokeAccessDialog({ app, onClose }: Props) {
  const refresh = useRefreshOAuthApps();
  const toast = useToast();
  const revoke = useMutation({
    mutationFn: () => call(dashboardAppContracts.revokeGrants, { params: { client_id: app.client_id } }),
    onSuccess: () => {
      void refresh();
      toast.show({ title: "Every token and consent is revoked", tone: "success" });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke all access of ${app.name}?`}
      confirmLabel="Revoke all access"
      pending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      body={
        <div className="flex flex-col gap-3">
          <p>
            Every access token and refresh token of the app is refused at once.{" "}
            {kindOf(app) === "service"
              ? "It can get new ones with its secret; revoke that too if it has leaked."
              : `${usersText(app)} asked again the next time. The app and its secrets stay.`}
          </p>
          {revoke.error && <FormAlert>{failureText(revoke.error)}</FormAlert>}
        </div>
      }
    />
  );
}

/** Deletes an app; its name has to be typed while users depend on it. */
export function DeleteAppDialog({ app, onClose }: Props) {
  const refresh = useRefreshOAuthAppList();
  const router = useRouter();
  const toast = useToast();
  const remove = useMutation({
    mutationFn: () => call(dashboardAppContracts.remove, { params: { client_id: app.client_id } }),
    onSuccess: () => {
      router.push("/dashboard/oauth-apps");
      void refresh();
      toast.show({ title: `“${app.name}” is deleted`, tone: "success" });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${app.name}?`}
      confirmLabel="Delete app"
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
      {...(app.users > 0 ? { requireText: app.name.trim() } : {})}
      body={
        <div className="flex flex-col gap-3">
          <p>
            Its client ID, secrets and tokens stop working at once
            {app.users > 0 && `, for ${countOf(app.users, "user")}`}. This cannot be undone.
          </p>
          {app.last_used_at && (
            <p>
              It was last used{" "}
              <strong className="text-foreground">
                <RelativeTime at={app.last_used_at} />
              </strong>
              .
            </p>
          )}
          {remove.error && <FormAlert>{failureText(remove.error)}</FormAlert>}
        </div>
      }
    />
  );
}

function usersText({ users }: OAuthAppView): string {
  return users === 1 ? "Its 1 user is" : `Its ${users.toLocaleString("en")} users are`;
}
