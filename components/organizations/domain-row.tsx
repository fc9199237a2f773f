"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Select } from "@/components/ui/select";
import { useToast } from "@/components/ui/toast";
import {
  type ClaimedDomain,
  type ClaimedDomains,
  dashboardDomainContracts as contracts,
} from "@/lib/features/organizations/domain-contract";
import { call } from "@/lib/http/call";
import { domainsQuery } from "./domain-list";

type Props = { domain: ClaimedDomain; providers: ClaimedDomains["providers"]; manages: boolean };

/** The choice of no provider; a select takes no empty value. */
const anyWay = "any";

/** A claimed domain: the record that proves it, or how its addresses sign in. */
export function DomainRow({ domain, providers, manages }: Props) {
  const { id, domain: name, verified_at: verifiedAt, required_provider: required } = domain;
  const toast = useToast();
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState(false);
  /** Chosen, and asked about before it counts. */
  const [chosen, setChosen] = useState<string | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: domainsQuery.queryKey });
  const verify = useMutation({
    mutationFn: () => call(contracts.verify, { params: { id } }),
    onSuccess: async () => {
      toast.show({ title: `${name} is proved`, tone: "success" });
      await refresh();
    },
  });
  const current = required?.id ?? anyWay;
  const wanted = providers.find((offered) => offered.id === chosen);
  return (
    <li className="grid grid-cols-1 gap-3 py-4 first:pt-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h3 className="flex min-w-0 flex-wrap items-center gap-2 text-sm font-medium">
          <span className="break-all">{name}</span>
          {verifiedAt ? <Badge tone="success">Proved</Badge> : <Badge tone="warning">Not proved</Badge>}
        </h3>
        {manages && (
          <span className="flex gap-2">
            {!verifiedAt && (
              <Button size="sm" pending={verify.isPending} onClick={() => verify.mutate()}>
                Look for the record
              </Button>
            )}
            <Button size="sm" aria-label={`Remove ${name}`} onClick={() => setLeaving(true)}>
              Remove
            </Button>
          </span>
        )}
      </div>
      {verify.error && <FormAlert>{failureText(verify.error)}</FormAlert>}
      {!verifiedAt && <DnsRecord record={domain.record} />}
      {verifiedAt && manages && (
        <Field
          label={`How addresses of ${name} sign in`}
          hint="Requiring a provider ends their sessions that began in another way, except yours. You need it connected to your own account."
        >
          {({ id: fieldId, ...described }) => (
            <Select
              id={fieldId}
              {...described}
              value={chosen ?? current}
              onValueChange={(value) => setChosen(value === current ? null : value)}
              options={optionsOf(providers, required)}
            />
          )}
        </Field>
      )}
      {verifiedAt && !manages && (
        <p className="text-sm text-muted">
          {required ? `Signs in with ${required.label} alone.` : "Signs in any way."}
        </p>
      )}
      {chosen !== null && (
        <ConfirmDialog
          danger={wanted !== undefined}
          title={`Change how addresses of ${name} sign in?`}
          confirmLabel="Change sign-in"
          // It stays until the list is read again, so that the select never goes back to what it was.
          action={() =>
            call(contracts.change, { params: { id }, body: { required_provider: wanted?.id ?? null } }).finally(refresh)
          }
          saved={() => ({ title: "Sign-in saved" })}
          onClose={() => setChosen(null)}
        >
          <p>
            {wanted
              ? `They sign in with ${wanted.label} alone from now on. Their sessions that began in another way end, except yours.`
              : "They can sign in any way again."}
          </p>
        </ConfirmDialog>
      )}
      {leaving && (
        <ConfirmDialog
          danger
          title={`Remove ${name}?`}
          confirmLabel="Remove domain"
          action={() => call(contracts.remove, { params: { id } })}
          saved={() => ({ title: `${name} removed` })}
          refresh={refresh}
          onClose={() => setLeaving(false)}
        >
          <p>Its addresses can sign in any way again, and another organization can prove it.</p>
        </ConfirmDialog>
      )}
    </li>
  );
}

function optionsOf(providers: Props["providers"], required: ClaimedDomain["required_provider"]) {
  const gone =
    required && !required.configured ? [{ value: required.id, label: `${required.label} (not offered)` }] : [];
  const offered = providers.map(({ id, label }) => ({ value: id, label: `With ${label} alone` }));
  return [{ value: anyWay, label: "Any way" }, ...offered, ...gone];
}

function DnsRecord({ record }: { record: ClaimedDomain["record"] }) {
  const parts = [
    ["Name", record.name],
    ["Value", record.value],
  ] as const;
  return (
    <div className="grid gap-2 text-sm">
      <p className="text-muted">
        Add this TXT record to the domain's DNS, then have it looked for. It may go afterwards.
      </p>
      <dl className="grid gap-2">
        {parts.map(([name, value]) => (
          <div key={name} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <dt className="w-14 text-muted">{name}</dt>
            <dd className="flex min-w-0 flex-1 items-center gap-2">
              <code className="min-w-0 break-all font-mono text-code">{value}</code>
              <CopyButton text={value} size="sm" variant="ghost" />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
