import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { readFirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { invitationList, memberFilters, memberList, memberSorting } from "@/components/organizations/team-lists";
import { TeamView } from "@/components/organizations/team-view";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { runtime } from "@/lib/access/runtime";
import { visitingUser } from "@/lib/features/accounts/account-user";
import { listInvitations } from "@/lib/features/organizations/invitations";
import { listMembers } from "@/lib/features/organizations/members";
import { getOrganizationName } from "@/lib/features/organizations/organization";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Team" };

export default async function TeamPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  if (!principal) return <ToSignIn />;
  const queries = new QueryClient();
  const [user, name] = await Promise.all([
    visitingUser(principal),
    getOrganizationName(principal),
    readFirstPage(
      queries,
      memberList({ ...readAddress(memberFilters, search), ...readAddress(memberSorting, search) }),
      (query) => listMembers(principal, query),
    ),
    readFirstPage(queries, invitationList, (query) => listInvitations(principal, query)),
  ]);
  // Deleted since they were let in.
  if (!user) return <ToSignIn />;
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <TeamView
        organization={name ?? "this organization"}
        role={principal.role ?? "member"}
        proved={user.emailVerified}
        mailed={runtime().settings.smtpUrl !== null}
      />
    </HydrationBoundary>
  );
}
