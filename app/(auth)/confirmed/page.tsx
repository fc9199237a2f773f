import type { Metadata } from "next";
import { Confirmed } from "@/components/accounts/confirmed";
import { accountPrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Confirm it’s you" };

/** Where a provider leads back to after a confirmation, and a sign-in that another tab waits for; both have a tab of their own. */
export default async function ConfirmedPage({
  searchParams,
}: {
  searchParams: Promise<{ error?: string | string[] }>;
}) {
  const { error } = await searchParams;
  const principal = await accountPrincipal();
  const as = principal && { userId: principal.userId, organizationId: principal.organizationId };
  return (
    <>
      <h1 className="mb-4 text-title">Confirm it’s you</h1>
      <Confirmed error={typeof error === "string" ? error : null} as={as} />
    </>
  );
}
