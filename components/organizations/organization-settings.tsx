"use client";
import { useFollowedRole } from "@/components/layout/use-followed-role";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type Role, roleLabelOf, roleReaches } from "@/lib/access/catalogue";
import type { Organization } from "@/lib/features/organizations/contract";
import { OrganizationNameForm } from "./organization-name-form";
import { OrganizationSwitch } from "./organization-switch";

type Props = { organization: Organization; role: Role; planLabel: string };

/** Name, identifier and plan of the organization. */
export function OrganizationSettings({ organization, role, planLabel }: Props) {
  const { counts, limits } = organization;
  const manages = roleReaches(role, "admin");
  useFollowedRole(role);
  return (
    <Card title="General">
      <div className="grid max-w-xl gap-5">
        <OrganizationNameForm name={organization.name} manages={manages} />
        <Field label="Organization ID" hint="Also called tenant ID: what requests send as tenantId.">
          {(props) => (
            <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
              <Input
                {...props}
                value={organization.id}
                readOnly
                className="font-mono"
                onFocus={(event) => event.currentTarget.select()}
              />
              <CopyButton text={organization.id} />
            </div>
          )}
        </Field>
        <OrganizationSwitch setting="keeps_requests" organization={organization} manages={manages} />
        <OrganizationSwitch setting="expiry_notices" organization={organization} manages={manages} />
        <dl className="grid grid-cols-[8rem_1fr] gap-y-2 text-sm">
          <dt className="text-muted">Plan</dt>
          <dd className="flex flex-wrap items-center gap-2">
            <Badge tone="accent">{planLabel}</Badge>
            <a href="/pricing" className="py-1 text-accent-text hover:underline pointer-coarse:py-3">
              Compare plans
            </a>
          </dd>
          <dt className="text-muted">Your role</dt>
          <dd>{roleLabelOf(role)}</dd>
          <dt className="text-muted">Members</dt>
          <dd className="tabular-nums">
            {counts.members} of at most {limits.members.toLocaleString("en")}
          </dd>
          <dt className="text-muted">Open invitations</dt>
          <dd className="tabular-nums">
            {counts.pending_invitations} of at most {limits.pending_invitations.toLocaleString("en")}
          </dd>
          <dt className="text-muted">Active API keys</dt>
          <dd className="tabular-nums">{counts.active_api_keys.toLocaleString("en")}</dd>
          <dt className="text-muted">Personal access tokens</dt>
          <dd className="tabular-nums">
            {limits.tokens_per_user === 0 ? "None on this plan" : `${limits.tokens_per_user} for each member`}
          </dd>
        </dl>
      </div>
    </Card>
  );
}
