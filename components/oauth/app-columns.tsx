import { Badge } from "@/components/ui/badge";
import type { Column } from "@/components/ui/column";
import { CopyButton } from "@/components/ui/copy-button";
import { LastUsedTime } from "@/components/ui/last-used-time";
import { NameCell } from "@/components/ui/name-cell";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { AppBadges } from "./app-badges";
import { kindOf } from "./app-draft";
import { countOf, kindLabels, type ScopeOption, scopeWords } from "./app-words";

export const appColumns: readonly Column<OAuthAppView, { scopes: readonly ScopeOption[] }>[] = [
  {
    label: "App",
    as: "title",
    sort: { by: "name", compared: ({ name }) => name },
    cell: (app) => (
      <NameCell name={app.name} href={`/dashboard/oauth-apps/${app.client_id}`}>
        <span className="mt-1 flex flex-wrap gap-1">
          <AppBadges app={app} />
        </span>
      </NameCell>
    ),
  },
  {
    label: "Client ID",
    cell: ({ client_id }) => (
      <span className="flex min-w-0 items-center gap-1">
        <span className="max-w-40 truncate font-mono text-xs" title={client_id}>
          {client_id}
        </span>
        <CopyButton text={client_id} variant="ghost" size="sm" />
      </span>
    ),
  },
  { label: "Type", cell: (app) => <Badge tone="neutral">{kindLabels[kindOf(app)]}</Badge> },
  {
    label: "Permissions",
    from: "lg",
    cell: (app, { scopes }) => (
      <span className="whitespace-nowrap" title={app.scopes.map((scope) => scopeWords(scope, scopes)).join("\n")}>
        {app.scopes.length === 1 ? (
          <span className="font-mono text-xs">{app.scopes[0]}</span>
        ) : (
          countOf(app.scopes.length, "permission")
        )}
      </span>
    ),
  },
  {
    label: "Users",
    sort: { by: "users", first: "desc", compared: (app) => (kindOf(app) === "service" ? null : app.users) },
    cell: (app) => (kindOf(app) === "service" ? <span className="text-muted">–</span> : app.users.toLocaleString("en")),
  },
  {
    label: "Last used",
    from: "md",
    sort: { by: "last_used", first: "desc", compared: ({ last_used_at }) => last_used_at },
    cell: ({ last_used_at }) => <LastUsedTime at={last_used_at} />,
  },
];
