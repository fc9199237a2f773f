"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FormAlert } from "@/components/ui/form-alert";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import { useContractForm } from "@/components/ui/use-contract-form";
import {
  type AdminOrganizationDetail,
  type AdminProductLimits,
  dashboardAdminContracts,
  Limits,
} from "@/lib/features/administration/contract";
import { call } from "@/lib/http/call";
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
        <LimitsForm organizationId={organization.id} product={product} onClose={() => setEditing(false)} />
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
  organizationId,
  product,
  onClose,
}: {
  organizationId: string;
  product: AdminProductLimits;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { show } = useToast();
  const change = (limits: Limits | null) =>
    call(dashboardAdminContracts.changeOrganization, {
      params: { id: organizationId },
      body: { limits: { [product.product]: limits } },
    });
  const form = useContractForm({
    values: draftOf(product.override ?? product.plan),
    schema: Limits,
    bodyOf: limitsOf,
    check: limitProblems,
    words: limitWords,
    send: change,
  });
  const drop = useContractForm({ values: {}, send: () => change(null) });
  const succeed = async (title: string) => {
    show({ title: `${product.label}: ${title}`, tone: "success" });
    await client.invalidateQueries({ queryKey: adminKeys });
    onClose();
  };
  const alert = form.alert ?? drop.alert;
  return (
    <form
      ref={form.ref}
      method="dialog"
      onSubmit={(event) => form.submit(event, () => void succeed("own limits count now"))}
      noValidate
      className="mt-4 grid gap-4"
    >
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-5">
        {limitFields.map(({ name, label, required }) => (
          <TextField
            key={name}
            control={form.control}
            name={name}
            label={label}
            hint={`Plan: ${limitText(product.plan, name)}`}
            inputMode="numeric"
            autoComplete="off"
            placeholder={required ? "" : "No limit"}
          />
        ))}
      </div>
      {alert && <FormAlert>{alert}</FormAlert>}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="sm" variant="primary" pending={form.busy}>
          Save limits
        </Button>
        {product.override && (
          <Button
            size="sm"
            pending={drop.busy}
            onClick={() => drop.submit(null, () => void succeed("the plan's limits count again"))}
          >
            Use the plan's limits
          </Button>
        )}
        <Button size="sm" variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
