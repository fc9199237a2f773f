"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ChangedElsewhere, changeAsSeen } from "@/components/ui/change-as-seen";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { PageForm } from "@/components/ui/page-form";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import { useContractForm } from "@/components/ui/use-contract-form";
import {
  type AdminOrganizationDetail,
  type AdminProductLimits,
  dashboardAdminContracts,
  Limits,
} from "@/lib/features/administration/contract";
import { call, readTagged } from "@/lib/http/call";
import { adminKeys } from "./administration-lists";
import { draftOf, type LimitField, limitFields, limitProblems, limitsOf, limitWords } from "./limits-draft";

/** What each product allows the organization: the plan's limits, or its own. */
export function LimitsCard({ organization }: { organization: AdminOrganizationDetail }) {
  return (
    <Card
      title="Limits"
      description={
        organization.overridable
          ? "Those of the plan, unless this organization has its own"
          : "Those of the plan. Only Enterprise organizations can have their own."
      }
    >
      <ul className="-my-5 divide-y">
        {organization.limits.map((product) => (
          <li key={product.product} className="py-5">
            <ProductLimits organization={organization} product={product} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ProductLimits({
  organization,
  product,
}: {
  organization: AdminOrganizationDetail;
  product: AdminProductLimits;
}) {
  const [editing, setEditing] = useState(false);
  return (
    <section>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="flex items-center gap-2 text-sm font-medium">
          {product.label}
          {product.override && <Badge tone="warning">Own limits</Badge>}
        </h3>
        {organization.overridable && !editing && (
          <Button size="sm" onClick={() => setEditing(true)}>
            {product.override ? "Change limits" : "Set own limits"}
          </Button>
        )}
      </div>
      {editing ? (
        <LimitsForm organization={organization} product={product} onClose={() => setEditing(false)} />
      ) : (
        <LimitsFigures product={product} />
      )}
    </section>
  );
}

function LimitsFigures({ product }: { product: AdminProductLimits }) {
  const shown = product.override ?? product.plan;
  return (
    <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-3 text-sm tabular-nums sm:grid-cols-5">
      {limitFields.map(({ name, label }) => (
        <div key={name}>
          <dt className="text-xs text-muted">{label}</dt>
          <dd className="font-medium">{limitText(shown, name)}</dd>
          {product.override && product.override[name] !== product.plan?.[name] && (
            <dd className="text-xs text-muted">plan: {limitText(product.plan, name)}</dd>
          )}
        </div>
      ))}
    </dl>
  );
}

function limitText(limits: AdminProductLimits["plan"], name: LimitField): string {
  return limits?.[name]?.toLocaleString("en-US") ?? "No limit";
}

function LimitsForm({
  organization: { id, name },
  product,
  onClose,
}: {
  organization: AdminOrganizationDetail;
  product: AdminProductLimits;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { show } = useToast();
  /** As the form opened with it: the page may read the organization again meanwhile. */
  const [seen] = useState(product);
  const [dropping, setDropping] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: adminKeys });
  const params = { id };
  // All limits of the product are put in place together, so none goes over what was changed meanwhile.
  const change = (limits: Limits | null) =>
    changeAsSeen({
      read: async () => {
        const { result, tag } = await readTagged(dashboardAdminContracts.getOrganization, { params });
        return { result: result.data, tag };
      },
      isAsSeen: ({ limits: now }) => saysTheSame(now, seen),
      change: (ifMatch) =>
        call(
          dashboardAdminContracts.changeOrganization,
          { params, body: { limits: { [seen.product]: limits } } },
          { ifMatch },
        ),
    }).finally(refresh);
  const form = useContractForm({
    values: draftOf(seen.override ?? seen.plan),
    schema: Limits,
    bodyOf: limitsOf,
    check: limitProblems,
    words: limitWords,
    send: change,
    alertOf,
  });
  const succeed = () => {
    show({ title: `${product.label}: own limits count now`, tone: "success" });
    onClose();
  };
  return (
    <>
      <PageForm form={form} onSuccess={succeed} className="mt-4 grid gap-4">
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-5">
          {limitFields.map(({ name: field, label, required }) => (
            <TextField
              key={field}
              control={form.control}
              name={field}
              label={label}
              hint={`Plan: ${limitText(product.plan, field)}`}
              inputMode="numeric"
              autoComplete="off"
              placeholder={required ? "" : "No limit"}
            />
          ))}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" size="sm" variant="primary" pending={form.busy}>
            Save limits
          </Button>
          {seen.override && (
            <Button size="sm" disabled={form.busy} onClick={() => setDropping(true)}>
              Use the plan's limits
            </Button>
          )}
          <Button size="sm" variant="ghost" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </PageForm>
      {dropping && (
        <ConfirmDialog
          danger
          title={`Drop the own limits of ${name}?`}
          confirmLabel="Use the plan's limits"
          action={() => change(null)}
          alertOf={alertOf}
          saved={() => ({ title: `${product.label}: the plan's limits count again` })}
          onClose={(done) => (done ? onClose() : setDropping(false))}
        >
          <p>{product.label} counts by the plan's limits from the next request. The own ones are not kept.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function saysTheSame(now: readonly AdminProductLimits[], seen: AdminProductLimits): boolean {
  const current = now.find(({ product }) => product === seen.product);
  return JSON.stringify(current?.override) === JSON.stringify(seen.override);
}

function alertOf(error: Error): string {
  return error instanceof ChangedElsewhere
    ? "These limits were changed elsewhere meanwhile, so nothing was saved. Cancel, and look again."
    : failureText(error);
}
