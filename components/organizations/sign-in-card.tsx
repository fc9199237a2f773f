"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageForm } from "@/components/ui/page-form";
import { RowsSkeleton } from "@/components/ui/rows-skeleton";
import { TextField } from "@/components/ui/text-field";
import { UnreadState } from "@/components/ui/unread-state";
import { useContractForm } from "@/components/ui/use-contract-form";
import type { Role } from "@/lib/access/catalogue";
import { dashboardDomainContracts as contracts } from "@/lib/features/organizations/domain-contract";
import { call } from "@/lib/http/call";
import { domainsQuery } from "./domain-list";
import { DomainRow } from "./domain-row";

/** The organization's domains of email addresses, and by which provider they sign in; for those who manage it. */
export function SignInCard({ role }: { role: Role }) {
  const domains = useQuery(domainsQuery);
  const { data, error, isPending } = domains;
  return (
    <Card
      title="Sign-in"
      description="Prove a domain of your email addresses, and have them sign in with your own provider"
    >
      <div className="grid grid-cols-1 gap-5">
        {isPending && <RowsSkeleton what="domains" />}
        {error && !data && <UnreadState compact what="Domains" query={domains} />}
        {data && data.data.length > 0 && (
          <ul className="divide-y">
            {data.data.map((domain) => (
              <DomainRow key={domain.id} domain={domain} providers={data.providers} manages={role === "owner"} />
            ))}
          </ul>
        )}
        {data?.data.length === 0 && role !== "owner" && (
          <p className="text-sm text-muted">No domain is claimed. An owner of the organization can claim one.</p>
        )}
        {role === "owner" && <ClaimForm />}
      </div>
    </Card>
  );
}

function ClaimForm() {
  const queries = useQueryClient();
  const form = useContractForm({
    values: { domain: "" },
    schema: contracts.claim.body,
    send: (body) => call(contracts.claim, { body }),
    creates: "domain",
  });
  const succeed = async () => {
    form.reset({ domain: "" });
    await queries.invalidateQueries({ queryKey: domainsQuery.queryKey });
  };
  return (
    <PageForm form={form} onSuccess={succeed} className="grid max-w-xl gap-3">
      <TextField
        control={form.control}
        name="domain"
        label="Domain"
        hint="The part of your addresses after the @, such as example.com."
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        action={
          <Button type="submit" pending={form.busy}>
            Claim domain
          </Button>
        }
      />
    </PageForm>
  );
}
