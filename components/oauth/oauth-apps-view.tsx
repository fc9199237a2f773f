"use client";
import { AppWindow } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { AddButton } from "@/components/ui/add-button";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { TableList } from "@/components/ui/table-list";
import { useAskedToCreate } from "@/components/ui/use-asked-to-create";
import { useList } from "@/components/ui/use-list";
import { appColumns } from "./app-columns";
import { appList } from "./app-lists";
import type { ScopeOption } from "./app-words";
import { DevelopersCard } from "./developers-card";
import { RegistrationTokensCard } from "./registration-tokens-card";
import { appsRefreshMs } from "./use-oauth-apps";

const registerDialog = partOf(async () => (await import("./register-app-dialog")).RegisterAppDialog);

/** The page of OAuth apps: the list, registering one, and what their developers need to know. */
export function OAuthAppsView({ scopes, issuer }: { scopes: readonly ScopeOption[]; issuer: string }) {
  const [registering, setRegistering] = useState(false);
  useAskedToCreate(() => setRegistering(true));
  const list = useList(appList, { refreshMs: appsRefreshMs });
  const register = (label: string) => (
    <AddButton variant="primary" onClick={() => setRegistering(true)}>
      {label}
    </AddButton>
  );
  return (
    <>
      <PageHeader
        title="OAuth apps"
        description="Let other software act for your users: they sign in here, see what it asks for, and agree. No password and no key changes hands."
        actions={register("Register app")}
      />
      <div className="flex flex-col gap-6">
        <div>
          <TableList
            list={list}
            nouns={["OAuth app", "OAuth apps"]}
            columns={appColumns}
            rowKey={({ client_id }) => client_id}
            context={{ scopes }}
            empty={{
              icon: <AppWindow />,
              title: "No OAuth apps yet",
              body: "Register your web app, mobile app or server to let it use the API with its users’ consent.",
              action: register("Register your first app"),
            }}
          />
        </div>
        <DevelopersCard issuer={issuer} />
        <RegistrationTokensCard issuer={issuer} />
      </div>
      <OnDemand
        part={registerDialog}
        open={registering}
        onClose={() => setRegistering(false)}
        scopes={scopes}
        issuer={issuer}
      />
    </>
  );
}
