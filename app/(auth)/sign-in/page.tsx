import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { safePath } from "@/components/accounts/safe-path";
import { SignInForm } from "@/components/accounts/sign-in-form";
import { signInErrorText } from "@/components/accounts/sign-in-outcome";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Sign in" };

type Search = { callbackUrl?: string | string[]; error?: string | string[] };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { callbackUrl, error } = await searchParams;
  const target = safePath(callbackUrl);
  if (await pagePrincipal()) redirect(target);
  return (
    <>
      <h1 className="mb-6 text-2xl font-semibold tracking-tight">Sign in to Latchkey</h1>
      <SignInForm target={target} notice={typeof error === "string" ? signInErrorText(error) : null} />
      <p className="mt-6 text-sm text-muted">
        New here?{" "}
        <Link
          href={`/register?callbackUrl=${encodeURIComponent(target)}`}
          className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
        >
          Create an account
        </Link>
      </p>
    </>
  );
}
