"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DayTime } from "@/components/ui/day-time";
import { OneThing } from "@/components/ui/one-thing";
import { RelativeTime } from "@/components/ui/relative-time";
import { roleLabelOf } from "@/lib/access/catalogue";
import type { AdminUserDetail } from "@/lib/features/administration/user-contract";
import { userQuery } from "./administration-lists";
import { UserActions } from "./user-actions";
import { UserSessions } from "./user-sessions";

/** One user: how they sign in, where they are signed in, what acts as them, and what can be done with them. */
export function UserDetail({ id, ownId }: { id: string; ownId: string }) {
  const query = useQuery(userQuery(id));
  return (
    <>
      <BackLink
        above={[{ href: "/dashboard/admin", label: "Administration" }]}
        href="/dashboard/admin/users"
        label="Users"
        {...(query.data ? { current: query.data.data.name } : {})}
      />
      <OneThing what="User" query={query}>
        {({ data }) => <Loaded user={data} isOwn={id === ownId} />}
      </OneThing>
    </>
  );
}

function Loaded({ user, isOwn }: { user: AdminUserDetail; isOwn: boolean }) {
  return (
    <>
      <PageHeader
        title={isOwn ? `${user.name} (you)` : user.name}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {user.suspended_at !== null && (
              <Badge tone="danger">
                Suspended since <DayTime at={user.suspended_at} />
              </Badge>
            )}
            {user.password_reset_required_at !== null && <Badge tone="warning">New password required</Badge>}
            {user.instance_admin && <Badge tone="accent">Administrator</Badge>}
            <span className="break-all">{user.email}</span>
            {!user.email_verified && <span>not verified</span>}
            <span>
              Since <DayTime at={user.created_at} />
            </span>
          </span>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="grid grid-cols-1 gap-6">
          <FactorsCard user={user} />
          <UserSessions userId={user.id} name={user.name} />
          <OrganizationsCard user={user} />
        </div>
        <div className="grid grid-cols-1 gap-6">
          <UserActions user={user} isOwn={isOwn} />
          <AccessCard user={user} />
        </div>
      </div>
    </>
  );
}

function FactorsCard({ user: { factors } }: { user: AdminUserDetail }) {
  const { password, providers, authenticator, passkeys, recovery_codes_left } = factors;
  const ways = [
    ...(password ? [{ id: "password", name: "Password", note: null, last_used_at: undefined }] : []),
    ...providers.map(({ provider, email, last_used_at }) => ({
      id: provider,
      name: provider,
      note: email,
      last_used_at,
    })),
    ...passkeys.map(({ name, created_at, last_used_at }) => ({
      id: `${name} ${created_at}`,
      name: "Passkey",
      note: name,
      last_used_at,
    })),
    ...(authenticator
      ? [{ id: "authenticator", name: "Authenticator app", note: null, last_used_at: authenticator.last_used_at }]
      : []),
    ...(recovery_codes_left > 0
      ? [{ id: "codes", name: "Recovery codes", note: `${recovery_codes_left} left`, last_used_at: undefined }]
      : []),
  ];
  return (
    <Card title="Ways to sign in" description="What is set up, never what it holds">
      {ways.length === 0 && <p className="text-sm text-muted">None: they cannot sign in here.</p>}
      <ul className="grid grid-cols-1 gap-3 text-sm">
        {ways.map(({ id, name, note, last_used_at }) => (
          <li key={id} className="flex items-start justify-between gap-3">
            <span className="min-w-0">
              <span className="block font-medium wrap-anywhere">{name}</span>
              {note && <span className="block text-xs wrap-anywhere text-muted">{note}</span>}
            </span>
            {last_used_at !== undefined && (
              <span className="shrink-0 text-xs text-muted">
                {last_used_at ? (
                  <>
                    Used <RelativeTime at={last_used_at} />
                  </>
                ) : (
                  "Never used"
                )}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function OrganizationsCard({ user: { memberships } }: { user: AdminUserDetail }) {
  return (
    <Card title="Organizations">
      {memberships.length === 0 && <p className="text-sm text-muted">They are a member of none.</p>}
      <ul className="grid grid-cols-1 gap-3 text-sm">
        {memberships.map(({ id, name, role, members }) => (
          <li key={id} className="flex items-center justify-between gap-3">
            <span className="min-w-0">
              <Link
                href={`/dashboard/admin/organizations/${encodeURIComponent(id)}`}
                className="block font-medium hover:underline"
                title={name}
              >
                <bdi className="block truncate text-left">{name}</bdi>
              </Link>
              <span className="block text-xs text-muted">{members === 1 ? "1 member" : `${members} members`}</span>
            </span>
            <Badge tone="neutral">{roleLabelOf(role)}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const accessLabels = {
  sessions: "Sessions",
  authorized_apps: "Authorized apps",
  tokens: "Personal access tokens",
  own_keys: "Keys that act for them",
  organization_keys: "Keys with scopes that they made",
  attended_keys: "Of these, in organizations with other members",
  invitations: "Open invitations",
} as const;

function AccessCard({ user: { access } }: { user: AdminUserDetail }) {
  const names = Object.keys(accessLabels) as (keyof typeof accessLabels)[];
  return (
    <Card title="What acts as them">
      <dl className="grid gap-2 text-sm tabular-nums">
        {names.map((name) => (
          <div key={name} className="flex justify-between gap-4">
            <dt className="text-muted">{accessLabels[name]}</dt>
            <dd className="font-medium">{access[name].toLocaleString("en-US")}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
