"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DayTime } from "@/components/ui/day-time";
import { Field } from "@/components/ui/field";
import { OneThing } from "@/components/ui/one-thing";
import { Select } from "@/components/ui/select";
import { type PlanId, planIds, planOf } from "@/lib/access/catalogue";
import { type AdminOrganizationDetail, dashboardAdminContracts } from "@/lib/features/administration/contract";
import { call } from "@/lib/http/call";
import { adminKeys, organizationQuery } from "./administration-lists";
import { LimitsCard } from "./limits-card";

const plans = () => planIds().map((id) => ({ value: id, label: planOf(id).label }));

/** One organization: its plan, its limits, its people. */
export function OrganizationDetail({ id }: { id: string }) {
  const query = useQuery(organizationQuery(id));
  return (
    <>
      <BackLink
        href="/dashboard/admin"
        label="Administration"
        {...(query.data ? { current: query.data.data.name } : {})}
      />
      <OneThing what="Organization" query={query}>
        {({ data }) => <Loaded organization={data} />}
      </OneThing>
    </>
  );
}

function Loaded({ organization }: { organization: AdminOrganizationDetail }) {
  return (
    <>
      <PageHeader
        title={organization.name}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge tone="accent">{planOf(organization.plan).label}</Badge>
            <span className="font-mono text-xs break-all">{organization.id}</span>
            <span>
              Since <DayTime at={organization.created_at} />
            </span>
          </span>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="grid grid-cols-1 gap-6">
          {/* A new plan brings new defaults: the forms begin anew. */}
          <LimitsCard key={organization.plan} organization={organization} />
        </div>
        <div className="grid grid-cols-1 gap-6">
          <PlanCard key={organization.plan} organization={organization} />
          <Card title="Figures">
            <dl className="grid gap-2 text-sm tabular-nums">
              <Figure label="Requests, last 30 days" value={organization.requests_30d} />
              <Figure label="Active keys" value={organization.active_keys} />
              <Figure label="Members" value={organization.members} />
            </dl>
          </Card>
          <Card title="People">
            <ul className="grid grid-cols-1 gap-3 text-sm">
              {organization.people.map((person) => (
                <li key={person.id} className="flex items-center justify-between gap-3">
                  <span className="min-w-0">
                    <bdi className="block truncate text-left font-medium" title={person.name}>
                      {person.name}
                    </bdi>
                    <span className="block truncate text-xs text-muted" title={person.email}>
                      {person.email}
                    </span>
                  </span>
                  <Badge tone="neutral">{person.role}</Badge>
                </li>
              ))}
            </ul>
          </Card>
        </div>
      </div>
    </>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{label}</dt>
      <dd className="font-medium">{value.toLocaleString("en-US")}</dd>
    </div>
  );
}

function PlanCard({ organization }: { organization: AdminOrganizationDetail }) {
  const [plan, setPlan] = useState<PlanId>(organization.plan);
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const dropsLimits = organization.overridden.length > 0 && plan !== "enterprise";
  return (
    <Card title="Plan" description="Counts from the next request">
      <div className="grid gap-3">
        <Field label="Plan">
          {(props) => (
            <Select {...props} value={plan} options={plans()} onValueChange={(value) => setPlan(value as PlanId)} />
          )}
        </Field>
        <Button variant="primary" disabled={plan === organization.plan} onClick={() => setAsking(true)}>
          Change plan
        </Button>
      </div>
      {asking && (
        <ConfirmDialog
          title={`Put ${organization.name} on ${planOf(plan).label}?`}
          confirmLabel="Change plan"
          action={() =>
            call(dashboardAdminContracts.changeOrganization, { params: { id: organization.id }, body: { plan } })
          }
          saved={() => ({ title: `${organization.name} is on ${planOf(plan).label} now` })}
          refresh={() => client.invalidateQueries({ queryKey: adminKeys })}
          onClose={() => setAsking(false)}
        >
          <p>
            From {planOf(organization.plan).label} to {planOf(plan).label}. Its new limits count from the next request.
          </p>
          {dropsLimits && <p className="text-warning-text">Its own limits are dropped: only Enterprise takes them.</p>}
        </ConfirmDialog>
      )}
    </Card>
  );
}
