"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import type { PlanLimits } from "@/lib/access/catalogue";
import {
  type AdminOrganizationDetail,
  type AdminProductLimits,
  dashboardAdminContracts,
  type Limits,
} from "@/lib/features/administration/contract";
import { call } from "@/lib/http/call";
import { adminKeys } from "./administration-lists";
import { checkLimits, draftOf, type LimitField, limitFields } from "./limits-draft";

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
    <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-3 text-sm tabular-nums sm:grid-cols-4">
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

function limitText(limits: PlanLimits | null, name: LimitField): string {
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
  const [draft, setDraft] = useState(() => draftOf(product.override ?? product.plan));
  const [problems, setProblems] = useState<Partial<Record<LimitField, string>>>({});
  const client = useQueryClient();
  const { show } = useToast();
  const save = useMutation({
    mutationFn: (limits: Limits | null) =>
      call(dashboardAdminContracts.changeOrganization, {
        params: { id: organizationId },
        body: { limits: { [product.product]: limits } },
      }),
    onSuccess: async (_, limits) => {
      show({
        title: limits ? `${product.label}: own limits count now` : `${product.label}: the plan's limits count again`,
        tone: "success",
      });
      await client.invalidateQueries({ queryKey: adminKeys });
      onClose();
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = checkLimits(draft);
    setProblems(checked.problems ?? {});
    if (checked.limits) save.mutate(checked.limits);
  };

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        {limitFields.map(({ name, label, required }) => (
          <Field
            key={name}
            label={label}
            hint={`Plan: ${limitText(product.plan, name)}`}
            error={problems[name] ?? null}
          >
            {(props) => (
              <Input
                {...props}
                inputMode="numeric"
                autoComplete="off"
                placeholder={required ? "" : "No limit"}
                value={draft[name]}
                onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      {save.isError && <FormAlert>{failureText(save.error)}</FormAlert>}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="sm" variant="primary" pending={save.isPending && save.variables !== null}>
          Save limits
        </Button>
        {product.override && (
          <Button size="sm" pending={save.isPending && save.variables === null} onClick={() => save.mutate(null)}>
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
