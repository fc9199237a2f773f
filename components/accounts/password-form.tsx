"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { about } from "@/components/ui/form-problems";
import { PageForm } from "@/components/ui/page-form";
import { PasswordInput } from "@/components/ui/password-input";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { changeOwnPasswordContract, remainingKeysContract } from "@/lib/features/accounts/password-contract";
import { call } from "@/lib/http/call";
import { sessionList } from "./account-queries";
import { NewPasswordField } from "./new-password-field";
import { type NewPasswordOwner, newPasswordProblems } from "./password-checklist";
import { PasswordOwner } from "./password-owner";

const empty = { current_password: "", new_password: "" };

/** Changes the password; says before and after what else ends with it. */
export function PasswordForm({ owner }: { owner: NewPasswordOwner }) {
  const [changed, setChanged] = useState(false);
  const queries = useQueryClient();
  const form = useContractForm({
    values: empty,
    schema: changeOwnPasswordContract.body,
    words: { current_password: about("This"), new_password: about("The password") },
    check: ({ current_password, new_password }): Record<string, string> =>
      current_password === ""
        ? { current_password: "Enter your current password." }
        : new_password === current_password
          ? { new_password: "Choose one that differs from the current one." }
          : newPasswordProblems("new_password", new_password, owner),
    send: (body) => {
      setChanged(false);
      return call(changeOwnPasswordContract, { body });
    },
  });
  const succeed = () => {
    form.reset(empty);
    setChanged(true);
    void queries.invalidateQueries({ queryKey: [sessionList.group] });
  };
  return (
    <Card
      title="Password"
      description="Changing it ends your other sessions, your tokens with the keys they made, your keys without scopes, and what you allowed apps. Other API keys keep working."
    >
      <PageForm form={form} onSuccess={succeed} className="grid max-w-xl gap-5">
        <PasswordOwner email={owner.email} />
        <TextField
          control={form.control}
          name="current_password"
          label="Current password"
          as={PasswordInput}
          autoComplete="current-password"
        />
        <NewPasswordField control={form.control} name="new_password" label="New password" owner={owner} />
        <div className="flex flex-col items-start gap-3">
          <Button type="submit" pending={form.busy} className="w-full sm:w-auto">
            Change password
          </Button>
          <div role="status" className="text-sm empty:-mt-3">
            {changed && (
              <p className="flex items-start gap-2 text-success-text">
                <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
                Password changed. Your other sessions and all else that acted as you have ended.
              </p>
            )}
          </div>
          {changed && <KeysThatGoOn />}
        </div>
      </PageForm>
    </Card>
  );
}

/** What of the user's making still works, each with the way to the page that ends it. */
function KeysThatGoOn() {
  const { data, isError } = useQuery({
    queryKey: ["remaining-keys"],
    queryFn: () => call(remainingKeysContract, {}),
    gcTime: 0,
  });
  if (isError) return <p className="text-sm">Which API keys go on could not be read: see their list.</p>;
  if (!data || data.data.length === 0) return null;
  return (
    <section aria-labelledby="keys-that-go-on" className="text-sm">
      <h3 id="keys-that-go-on" className="font-medium">
        These API keys of your making go on. End those that somebody else may know.
      </h3>
      <ul className="mt-2 flex flex-col gap-1.5">
        {data.data.map(({ id, name, hint, organization }) => (
          <li key={id}>
            <Link href={`/dashboard/api-keys/${id}`} className="text-accent-text hover:underline">
              {name}
            </Link>{" "}
            <span className="text-muted">
              <code>{hint}</code>, {organization}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
