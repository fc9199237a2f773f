import type { Metadata } from "next";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { rowsPerPage } from "@/components/organizations/rows-per-page";
import { TeamView } from "@/components/organizations/team-view";
import { runtime } from "@/lib/access/runtime";
import { getAccountUser } from "@/lib/features/accounts/account-user";
import { listInvitations } from "@/lib/features/organizations/invitations";
import { listMembers } from "@/lib/features/organizations/members";
import { getOrganizationName } from "@/lib/features/organizations/organization";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Team" };

export default async function TeamPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  const first = { limit: rowsPerPage };
  const [user, name, members, invitations] = await Promise.all([
    getAccountUser(principal),
    getOrganizationName(principal),
    listMembers(principal, first),
    listInvitations(principal, first),
  ]);
  return (
    <TeamView
      organization={name ?? "this organization"}
      role={principal.role ?? "member"}
      members={members}
      invitations={invitations}
      loadedAtMs={Date.now()}
      proved={user.emailVerified}
      mailed={runtime().settings.smtpUrl !== null}
    />
  );
}
