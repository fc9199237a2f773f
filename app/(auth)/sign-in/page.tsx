import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { z } from "zod";
import { PasskeySignIn } from "@/components/accounts/passkey-sign-in";
import { ProviderButtons } from "@/components/accounts/provider-buttons";
import { providerProblem } from "@/components/accounts/provider-problem";
import { safePath } from "@/components/accounts/safe-path";
import { SecondStepLater } from "@/components/accounts/second-step-later";
import { SignInForm } from "@/components/accounts/sign-in-form";
import { signInErrorText } from "@/components/accounts/sign-in-outcome";
import { type AddressOf, type AddressQuery, readAddress } from "@/components/ui/address";
import { FormAlert } from "@/components/ui/form-alert";
import { productName } from "@/lib/access/branding";
import { runtime } from "@/lib/access/runtime";
import { visitingUser } from "@/lib/features/accounts/account-user";
import type { FactorQuestion } from "@/lib/features/accounts/factors/demand-second-factor";
import { passkeysPossible } from "@/lib/features/accounts/factors/passkey-ceremony";
import { lastSignInCookieName, readLastSignIn } from "@/lib/features/accounts/last-sign-in";
import { secondFactorWord } from "@/lib/features/accounts/second-step-path";
import { secondStepOf } from "@/lib/features/accounts/sign-in/second-step";
import { dashboardCookieName } from "@/lib/http/dashboard-cookie";
import { accountPrincipal } from "@/lib/http/page-principal";
import { takesStrangers } from "@/lib/platform/registration-settings";
import { configuredProviders } from "@/lib/tenancy/sign-in-providers";

export const metadata: Metadata = { title: "Sign in" };

const addressRules = { callbackUrl: z.string(), error: z.string(), reason: z.string(), step: z.string() };

/**
 * `?again` asks somebody who is signed in to sign in once more, before something that a session left open is not enough for.
 * `?step` is the second step of a browser whose first one was right, `?reason` why one was not let in on its way to a provider.
 */
export default async function SignInPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const search = await searchParams;
  const address = readAddress(addressRules, search);
  const target = safePath(address.callbackUrl);
  if (address.step === secondFactorWord) {
    const question = await secondStepOf((await headers()).get("cookie"));
    if (question) return <SecondStepPage question={question} target={target} />;
  }
  const principal = await accountPrincipal();
  // Somebody who was deleted since they were let in is nobody here: the page that they would be led to leads back.
  const email = (await visitingUser(principal))?.email ?? null;
  // `again` stands alone, without a value.
  if (email && !("again" in search) && address.reason === undefined) redirect(target);
  const jar = await cookies();
  const lastUsed = readLastSignIn(jar.get(lastSignInCookieName)?.value);
  // By its end, a new password, an administrator or the owner elsewhere: a long token stands in several cookies.
  const wasSignedIn = jar.getAll().some(({ name }) => name.startsWith(dashboardCookieName(runtime().settings)));
  const registers = takesStrangers(runtime().settings.registration);
  const problem = problemOf(address);
  return (
    <>
      <h1 className="text-title">{email ? "Confirm it's you" : `Sign in to ${productName()}`}</h1>
      {email && (
        <p className="mt-1 text-sm text-muted">
          Sign in again as <span className="font-medium break-all text-foreground">{email}</span> to go on.
        </p>
      )}
      {problem !== null && <div className="mt-6">{problem}</div>}
      {!email && problem === null && wasSignedIn && (
        <p role="status" className="mt-1 text-sm text-muted">
          {signInErrorText("SessionRequired")}
        </p>
      )}
      <div className="mt-6">
        <ProviderButtons providers={configuredProviders()} target={target} from="/sign-in" lastUsed={lastUsed} />
        <SignInForm target={target} email={email ?? undefined} />
        {passkeysPossible() && <PasskeySignIn target={target} />}
      </div>
      <p className="mt-4 text-sm">
        <a
          href="/forgot-password"
          className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
        >
          Forgot your password?
        </a>
      </p>
      {(email || registers) && (
        <p className="mt-2 text-sm text-muted">
          {email ? "Changed your mind? " : "New here? "}
          <a
            href={email ? target : `/register?callbackUrl=${encodeURIComponent(target)}`}
            className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
          >
            {email ? "Go back" : "Create an account"}
          </a>
        </p>
      )}
    </>
  );
}

const secondStepOver = "That sign-in took longer than five minutes, or was tried too often. Begin again.";

function problemOf(address: AddressOf<typeof addressRules>): ReactNode {
  return providerProblem(address) ?? (address.step === undefined ? null : <FormAlert>{secondStepOver}</FormAlert>);
}

function SecondStepPage({ question, target }: { question: FactorQuestion; target: string }) {
  return (
    <>
      <h1 className="text-title">Two-step verification</h1>
      <p className="mt-1 mb-6 text-sm text-muted">Your account asks for a second proof that it is you.</p>
      <SecondStepLater {...question} target={target} />
    </>
  );
}
