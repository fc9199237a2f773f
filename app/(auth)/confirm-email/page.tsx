import type { Metadata } from "next";
import { ConfirmEmailForm } from "@/components/accounts/confirm-email-form";
import { getAccountUser } from "@/lib/features/accounts/account-user";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Confirm your new address" };

/** Where the link leads that is mailed to a new address. Reading the page changes nothing. */
export default async function ConfirmEmailPage() {
  const principal = await pagePrincipal();
  const email = principal ? ((await orNull(getAccountUser(principal)))?.email ?? null) : null;
  return (
    <>
      <h1 className="mb-4 text-title">Confirm your new address</h1>
      <ConfirmEmailForm email={email} />
    </>
  );
}
