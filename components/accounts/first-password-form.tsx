"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { about } from "@/components/ui/form-problems";
import { PageForm } from "@/components/ui/page-form";
import { useToast } from "@/components/ui/toast";
import { useContractForm } from "@/components/ui/use-contract-form";
import { setPasswordContract } from "@/lib/features/accounts/password-contract";
import { call } from "@/lib/http/call";
import { factorsQuery, signInMethodsQuery } from "./account-queries";
import { NewPasswordField } from "./new-password-field";
import { type NewPasswordOwner, newPasswordProblems } from "./password-checklist";
import { PasswordOwner } from "./password-owner";

/** Sets a password for somebody who has signed in with a provider or a passkey so far. */
export function FirstPasswordForm({ owner }: { owner: NewPasswordOwner }) {
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const form = useContractForm({
    values: { new_password: "" },
    schema: setPasswordContract.body,
    words: { new_password: about("The password") },
    check: ({ new_password }) => newPasswordProblems("new_password", new_password, owner),
    send: (body) => call(setPasswordContract, { body }),
  });
  const succeed = async () => {
    toast.show({ title: "Password set", tone: "success" });
    // A passkey is no longer the only way in.
    const changed = [signInMethodsQuery.queryKey, factorsQuery.queryKey];
    await Promise.all(changed.map((queryKey) => queries.invalidateQueries({ queryKey })));
    // From now on the page asks for the current one before it changes it.
    router.refresh();
  };
  return (
    <Card title="Password" description="You sign in without a password so far. It is another way in.">
      <PageForm form={form} onSuccess={succeed} className="grid max-w-xl gap-5">
        <PasswordOwner email={owner.email} />
        <NewPasswordField control={form.control} name="new_password" label="New password" owner={owner} />
        <div>
          <Button type="submit" pending={form.busy} className="w-full sm:w-auto">
            Set password
          </Button>
        </div>
      </PageForm>
    </Card>
  );
}
