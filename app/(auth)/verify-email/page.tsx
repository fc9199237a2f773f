import type { Metadata } from "next";
import { EmailProofForm } from "@/components/accounts/email-proof-form";
import { visitingUser } from "@/lib/features/accounts/account-user";
import { accountPrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Verify your email" };

/** Where a mailed link leads. Reading the page proves nothing: link scanners read it too. */
export default async function VerifyEmailPage() {
  const principal = await accountPrincipal();
  const email = (await visitingUser(principal))?.email ?? null;
  return (
    <>
      <h1 className="mb-4 text-title">Verify your email</h1>
      <EmailProofForm email={email} />
    </>
  );
}
