import type { Metadata } from "next";
import { InvitationView } from "@/components/organizations/invitation-view";
import { visitingUser } from "@/lib/features/accounts/account-user";
import { accountPrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Invitation", robots: { index: false } };

export default async function InvitationPage() {
  const principal = await accountPrincipal();
  const user = await visitingUser(principal);
  return <InvitationView signedInAs={user?.email ?? null} />;
}
