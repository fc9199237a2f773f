import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { sessionsQuery } from "@/components/accounts/account-queries";
import { DeleteAccount } from "@/components/accounts/delete-account";
import { PasswordForm } from "@/components/accounts/password-form";
import { ProfileForm } from "@/components/accounts/profile-form";
import { SessionsList } from "@/components/accounts/sessions-list";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { planOf } from "@/lib/access/catalogue";
import { getAccountUser } from "@/lib/features/accounts/account-user";
import { listSessions } from "@/lib/features/accounts/sessions";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  const queries = new QueryClient();
  const readSessions = async () => ({ data: await listSessions(principal) });
  const [user] = await Promise.all([
    getAccountUser(principal),
    queries.prefetchQuery({ queryKey: sessionsQuery.queryKey, queryFn: readSessions }),
  ]);
  const { name, email, organizationId, tier } = user;
  return (
    <>
      <PageHeader title="Settings" description="Your profile, your password and where you are signed in" />
      <HydrationBoundary state={dehydrate(queries)}>
        <div className="grid gap-6">
          <ProfileForm profile={{ name, email, organizationId, planLabel: planOf(tier).label }} />
          <PasswordForm email={email} />
          <SessionsList />
          <DeleteAccount email={email} />
        </div>
      </HydrationBoundary>
    </>
  );
}
