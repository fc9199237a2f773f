import type { Metadata } from "next";
import { ConfirmEmailForm } from "@/components/accounts/confirm-email-form";
import { visitingUser } from "@/lib/features/accounts/account-user";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Confirm your new address" };

/** Where the link leads that is mailed to a new address. Reading the page changes nothing. */
export default async function ConfirmEmailPage() {
  const principal = await pagePrincipal();
  const email = (await visitingUser(principal))?.email ?? null;
  return (
    <>
      <h1 className="mb-4 text-title">Confirm your new address</h1>
      <ConfirmEmailForm email={email} />
    </>
  );
}
