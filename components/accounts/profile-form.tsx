"use client";

import { useRouter } from "next/navigation";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { about } from "@/components/ui/form-problems";
import { Input } from "@/components/ui/input";
import { PageForm } from "@/components/ui/page-form";
import { settleForm } from "@/components/ui/settle-form";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useIsDirty } from "@/components/ui/use-field";
import { renameContract } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";
import { ChangeEmail } from "./change-email";
import { EmailStatus } from "./email-status";

export type Profile = {
  name: string;
  email: string;
  emailVerified: boolean;
  organizationId: string;
  planLabel: string;
  /** Whether this deployment has a mail server. */
  mailed: boolean;
};

/** Name, email, organization and plan of the signed-in user. */
export function ProfileForm({ profile }: { profile: Profile }) {
  const toast = useToast();
  const router = useRouter();
  const form = useContractForm({
    values: { name: profile.name },
    schema: renameContract.body,
    words: { name: about("The name") },
    send: (body) => call(renameContract, { body }),
  });
  const isDirty = useIsDirty(form.control);
  const succeed = ({ name }: { name: string }) => {
    settleForm(form, { name });
    const before = profile.name;
    const undo = async () => {
      await call(renameContract, { body: { name: before } });
      settleForm(form, { name: before }, { name });
      router.refresh();
    };
    toast.show({ title: "Name saved", tone: "success", undo });
    // The shell around this page shows the name too.
    router.refresh();
  };
  return (
    <Card title="Profile" description="How you appear in this dashboard">
      <PageForm form={form} onSuccess={succeed} className="grid max-w-xl gap-5">
        <TextField
          control={form.control}
          name="name"
          label="Name"
          autoComplete="name"
          maxLength={100}
          action={
            <Button type="submit" pending={form.busy} disabled={!isDirty}>
              Save
            </Button>
          }
        />
        <div className="grid gap-2">
          <Field label="Email">{(props) => <Input {...props} type="email" value={profile.email} readOnly />}</Field>
          <EmailStatus email={profile.email} verified={profile.emailVerified} mailed={profile.mailed} />
          <ChangeEmail email={profile.email} mailed={profile.mailed} />
        </div>
        <Field label="Organization ID" hint="Also called tenant ID: requests send it as tenantId.">
          {(props) => (
            <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
              <Input {...props} value={profile.organizationId} readOnly className="font-mono" onFocus={selectAll} />
              <CopyButton text={profile.organizationId} />
            </div>
          )}
        </Field>
        <p className="flex items-center gap-2 text-sm">
          <span className="font-medium">Plan</span>
          <Badge tone="accent">{profile.planLabel}</Badge>
          <a href="/pricing" className="py-1 text-accent-text hover:underline pointer-coarse:py-3">
            Compare plans
          </a>
        </p>
      </PageForm>
    </Card>
  );
}

function selectAll(event: { currentTarget: HTMLInputElement }) {
  event.currentTarget.select();
}
