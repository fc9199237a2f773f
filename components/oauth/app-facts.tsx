import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { LastUsedTime } from "@/components/ui/last-used-time";
import { RelativeTime } from "@/components/ui/relative-time";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { kindOf } from "./app-draft";
import { authMethodLabels, grantTypeWords, type ScopeOption } from "./app-words";
import { ScopeList } from "./scope-list";

/** What an app is registered with, and how it is used. */
export function AppFacts({ app, scopes }: { app: OAuthAppView; scopes: readonly ScopeOption[] }) {
  const ways = grantTypeWords.filter(({ id }) => app.grant_types.includes(id)).map(({ label }) => label);
  return (
    <Card>
      <dl className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-4">
        <Fact name="Client ID" wide>
          <span className="flex flex-wrap items-center gap-x-2">
            <span className="font-mono text-code break-all">{app.client_id}</span>
            <CopyButton text={app.client_id} variant="ghost" size="sm" />
          </span>
        </Fact>
        <Fact name="Users">
          {kindOf(app) === "service" ? (
            "None: it acts for itself"
          ) : (
            <span className="text-lg font-semibold tabular-nums">{app.users.toLocaleString("en")}</span>
          )}
        </Fact>
        <Fact name="Last used">
          <LastUsedTime at={app.last_used_at} />
        </Fact>
        <Fact name="Redirect URIs" wide>
          {app.redirect_uris.length === 0 ? (
            <span className="text-muted">None</span>
          ) : (
            <ul className="flex flex-col gap-1 font-mono text-code">
              {app.redirect_uris.map((uri) => (
                <li key={uri} className="break-all">
                  {uri}
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name="Proves itself by">
          {authMethodLabels[app.auth_method]}
          {app.dpop_bound && <span className="block text-muted">Tokens bound to its key (DPoP)</span>}
        </Fact>
        <Fact name="Registered">
          <RelativeTime at={app.created_at} />
        </Fact>
        {app.expires_at && (
          <Fact name="Ends with the credential that made it">
            <RelativeTime at={app.expires_at} />
          </Fact>
        )}
        <Fact name="Ways to tokens" wide>
          {ways.join(" · ")}
        </Fact>
        {app.homepage_url && (
          <Fact name="Homepage" wide>
            <a
              href={app.homepage_url}
              target="_blank"
              rel="noreferrer"
              className="break-all text-accent-text hover:underline"
            >
              {app.homepage_url}
            </a>
          </Fact>
        )}
        <div className="sm:col-span-2 lg:col-span-4">
          <dt className="text-sm text-muted">It may ask to</dt>
          <dd className="mt-1.5">
            <ScopeList scopes={app.scopes} options={scopes} />
          </dd>
        </div>
        {app.consent_scopes.length > 0 && (
          <div className="sm:col-span-2 lg:col-span-4">
            <dt className="text-sm text-muted">Users may let it later</dt>
            <dd className="mt-1.5">
              <ScopeList scopes={app.consent_scopes} options={scopes} />
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
}

function Fact({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? "min-w-0 text-sm sm:col-span-2" : "min-w-0 text-sm"}>
      <dt className="text-muted">{name}</dt>
      <dd className="mt-1">{children}</dd>
    </div>
  );
}
