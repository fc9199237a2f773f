import type { Metadata } from "next";
import { z } from "zod";
import { Confirmed } from "@/components/accounts/confirmed";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { accountPrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Confirm it’s you" };

/** Where a provider leads back to after a confirmation, and a sign-in that another tab waits for; both have a tab of their own. */
export default async function ConfirmedPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const { error = null } = readAddress({ error: z.string() }, await searchParams);
  const principal = await accountPrincipal();
  const as = principal && { userId: principal.userId, organizationId: principal.organizationId };
  return (
    <>
      <h1 className="mb-4 text-title">Confirm it’s you</h1>
      <Confirmed error={error} as={as} />
    </>
  );
}
