import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { ProviderButtons } from "@/components/accounts/provider-buttons";
import { safePath } from "@/components/accounts/safe-path";
import { SignInForm } from "@/components/accounts/sign-in-form";
import { signInErrorText } from "@/components/accounts/sign-in-outcome";
import { FormAlert } from "@/components/ui/form-alert";
import { runtime } from "@/lib/access/runtime";
import { getAccountUser } from "@/lib/features/accounts/account-user";
import { lastSignInCookieName, readLastSignIn } from "@/lib/features/accounts/last-sign-in";
import { accountPrincipal } from "@/lib/http/page-principal";
import { configuredProviders } from "@/lib/tenancy/sign-in-providers";

export const metadata: Metadata = { title: "Sign in" };

type Search = { callbackUrl?: string | string[]; error?: string | string[]; again?: string | string[] };

/** `?again` asks somebody who is signed in to sign in once more, before something that a session left open is not enough for. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { callbackUrl, error, again } = await searchParams;
  const target = safePath(callbackUrl);
  const principal = await accountPrincipal();
  if (principal && again === undefined) redirect(target);
  const lastUsed = readLastSignIn((await cookies()).get(lastSignInCookieName)?.value);
  const isClosed = runtime().settings.registration.mode === "closed";
  const email = principal ? (await getAccountUser(principal)).email : null;
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{email ? "Confirm it's you" : "Sign in to Latchkey"}</h1>
      {email && (
        <p className="mt-1 text-sm text-muted">
          Sign in again as <span className="font-medium break-all text-foreground">{email}</span> to go on.
        </p>
      )}
      {typeof error === "string" && (
        <div className="mt-6">
          <FormAlert>{signInErrorText(error)}</FormAlert>
        </div>
      )}
      <div className="mt-6">
        <ProviderButtons providers={configuredProviders()} target={target} lastUsed={lastUsed} />
        <SignInForm target={target} email={email ?? undefined} />
      </div>
      <p className="mt-4 text-sm">
        <Link
          prefetch={false}
          href="/forgot-password"
          className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
        >
          Forgot your password?
        </Link>
      </p>
      {(email || !isClosed) && (
        <p className="mt-2 text-sm text-muted">
          {email ? "Changed your mind? " : "New here? "}
          <Link
            prefetch={false}
            href={email ? target : `/register?callbackUrl=${encodeURIComponent(target)}`}
            className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
          >
            {email ? "Go back" : "Create an account"}
          </Link>
        </p>
      )}
    </>
  );
}
