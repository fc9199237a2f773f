"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { renameContract } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";
import { EmailStatus } from "./email-status";
import { fieldProblems } from "./field-problems";

export type Profile = {
  name: string;
  email: string;
  emailVerified: boolean;
  organizationId: string;
  planLabel: string;
};

/** Name, email, organization and plan of the signed-in user. */
export function ProfileForm({ profile }: { profile: Profile }) {
  const [name, setName] = useState(profile.name);
  const input = useRef<HTMLInputElement>(null);
  const toast = useToast();
  const router = useRouter();
  const rename = useMutation({
    mutationFn: (next: string) => call(renameContract, { body: { name: next } }),
    onSuccess: (user) => {
      setName(user.name);
      toast.show({ title: "Name saved", tone: "success" });
      // The shell around this page shows the name too.
      router.refresh();
    },
    onError: () => input.current?.focus(),
  });
  const problem = rename.error
    ? (fieldProblems(rename.error, { name: "The name" }).name ?? failureText(rename.error))
    : null;
  const unchanged = name.trim() === (rename.data?.name ?? profile.name);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!unchanged && !rename.isPending) rename.mutate(name);
  };

  return (
    <Card title="Profile" description="How you appear in this dashboard">
      <form onSubmit={submit} noValidate className="grid max-w-xl gap-5">
        <Field label="Name" error={problem}>
          {(props) => (
            <div className="flex flex-col gap-2 sm:flex-row">
              <Input
                {...props}
                ref={input}
                value={name}
                onChange={(event) => setName(event.target.value)}
                autoComplete="name"
                maxLength={100}
              />
              <Button type="submit" pending={rename.isPending} disabled={unchanged}>
                Save
              </Button>
            </div>
          )}
        </Field>
        <div className="grid gap-2">
          <Field label="Email" hint="It cannot be changed yet.">
            {(props) => <Input {...props} type="email" value={profile.email} readOnly />}
          </Field>
          <EmailStatus email={profile.email} verified={profile.emailVerified} />
        </div>
        <Field label="Organization ID" hint="Also called tenant ID: what requests send as tenantId.">
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
      </form>
    </Card>
  );
}

function selectAll(event: { currentTarget: HTMLInputElement }) {
  event.currentTarget.select();
}
