"use client";
import { useRouter } from "next/navigation";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { kindOf } from "./app-draft";
import { countOf } from "./app-words";
import { useRefreshOAuthAppList, useRefreshOAuthApps } from "./use-oauth-apps";

type Props = { app: OAuthAppView; onClose: () => void };

/** Ends every token and consent of an app; the app itself stays. */
export function RevokeAccessDialog({ app, onClose }: Props) {
  return (
    <ConfirmDialog
      danger
      title={`Revoke all access of ${app.name}?`}
      confirmLabel="Revoke all access"
      action={() => call(dashboardAppContracts.revokeGrants, { params: { client_id: app.client_id } })}
      saved={() => ({ title: "Every token and consent is revoked" })}
      refresh={useRefreshOAuthApps()}
      onClose={onClose}
    >
      <p>
        Every access token and refresh token of the app is refused at once.{" "}
        {kindOf(app) === "service"
          ? "It can get new ones with its secret; revoke that too if it has leaked."
          : `${usersText(app)} asked again the next time. The app and its secrets stay.`}
      </p>
    </ConfirmDialog>
  );
}

/** Deletes an app; its name has to be typed while users depend on it. */
export function DeleteAppDialog({ app, onClose }: Props) {
  const router = useRouter();
  return (
    <ConfirmDialog
      danger
      title={`Delete ${app.name}?`}
      confirmLabel="Delete app"
      action={() => call(dashboardAppContracts.remove, { params: { client_id: app.client_id } })}
      saved={() => ({ title: `“${app.name}” is deleted` })}
      refresh={useRefreshOAuthAppList()}
      onClose={(done) => {
        if (done) router.push("/dashboard/oauth-apps");
        onClose();
      }}
      requireText={app.users > 0 ? app.name : undefined}
    >
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
    </ConfirmDialog>
  );
}

function usersText({ users }: OAuthAppView): string {
  return users === 1 ? "Its 1 user is" : `Its ${users.toLocaleString("en")} users are`;
}
