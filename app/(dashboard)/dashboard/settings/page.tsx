import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { readFirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { factorsQuery, sessionList, signInMethodsQuery } from "@/components/accounts/account-queries";
import { connectRules } from "@/components/accounts/connect-address";
import { DeleteAccount } from "@/components/accounts/delete-account";
import { FactorsCard } from "@/components/accounts/factors-card";
import { FirstPasswordLater } from "@/components/accounts/first-password-later";
import { OwnDataLater } from "@/components/accounts/own-data-later";
import { PasswordForm } from "@/components/accounts/password-form";
import { ProfileForm } from "@/components/accounts/profile-form";
import { SessionsList } from "@/components/accounts/sessions-list";
import { type ConnectOutcome, SignInMethodsCard } from "@/components/accounts/sign-in-methods";
import { AccountActivityLater } from "@/components/audit/account-activity-later";
import { activityFilters, activityList } from "@/components/audit/activity-list";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { SecondFactorNotice, SuspendedCustomerNotice } from "@/components/organizations/stop-notices";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { planOf } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { visitingUser } from "@/lib/features/accounts/account-user";
import { listFactors } from "@/lib/features/accounts/factors/list-factors";
import { listSignInMethods } from "@/lib/features/accounts/identities";
import { listSessions } from "@/lib/features/accounts/sessions";
import { listAccountActivity } from "@/lib/features/audit/account-activity";
import { getPolicy } from "@/lib/features/organizations/policy";
import { accountPrincipal, visitorStoppedBy } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const [principal, search] = await Promise.all([accountPrincipal(), searchParams]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  const user = await visitingUser(principal);
  // Deleted since they were let in.
  if (!user) return <ToSignIn />;
  const queries = new QueryClient();
  const [policy, stoppedBy, methods, factors] = await Promise.all([
    getPolicy(principal),
    visitorStoppedBy(),
    listSignInMethods(principal),
    listFactors(principal),
    readFirstPage(queries, sessionList, (query) => listSessions(principal, query)),
    readFirstPage(queries, activityList(readAddress(activityFilters, search)), (query) =>
      listAccountActivity(principal, query),
    ),
  ]);
  queries.setQueryData(signInMethodsQuery.queryKey, methods);
  queries.setQueryData(factorsQuery.queryKey, factors);
  const { name, email, emailVerified, organizationId, tier } = user;
  const { settings } = runtime();
  const owner = { email, name, minLength: settings.passwordMinLength };
  const mailed = settings.smtpUrl !== null;
  return (
    <>
      <PageHeader title="Settings" description="Your profile, your password and where you are signed in" />
      <HydrationBoundary state={dehydrate(queries)}>
        <div className="grid gap-6">
          {policy.second_factor_from && !policy.you_have_second_factor && (
            <SecondFactorNotice from={policy.second_factor_from} isStopped={stoppedBy === "factor"} />
          )}
          {stoppedBy === "customer" && <SuspendedCustomerNotice />}
          <div id="profile">
            <ProfileForm
              profile={{ name, email, emailVerified, organizationId, planLabel: planOf(tier).label, mailed }}
            />
          </div>
          <div id="sign-in-methods">
            <SignInMethodsCard outcome={outcomeOf(search)} />
          </div>
          <div id="factors">
            <FactorsCard />
          </div>
          <div id="password">
            {methods.has_password ? <PasswordForm owner={owner} /> : <FirstPasswordLater owner={owner} />}
          </div>
          <div id="sessions">
            <SessionsList />
          </div>
          <div id="activity" className="min-h-60">
            <AccountActivityLater />
          </div>
          <div id="own-data" className="min-h-36">
            <OwnDataLater />
          </div>
          <div id="delete-account">
            <DeleteAccount email={email} />
          </div>
        </div>
      </HydrationBoundary>
    </>
  );
}

/** What the address says after the return from a provider. */
function outcomeOf(search: AddressQuery): ConnectOutcome {
  const { connected, connect_error: error } = readAddress(connectRules, search);
  if (error !== undefined) return { error };
  return connected === undefined ? null : { connected };
}
