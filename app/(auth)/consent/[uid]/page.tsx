import type { Metadata } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { ConfirmFirst } from "@/components/accounts/confirm-first";
import { ConsentForm } from "@/components/oauth/consent-form";
import { SwitchAccount } from "@/components/oauth/switch-account";
import { runtime } from "@/lib/access/runtime";
import { consentCookie, loadConsent } from "@/lib/features/oauth/consent";
import { methodsToConfirm } from "@/lib/http/confirmed-session";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Authorize an app", referrer: "no-referrer" };

export default async function ConsentPage({ params }: { params: Promise<{ uid: string }> }) {
  const { uid } = await params;
  const here = `/consent/${encodeURIComponent(uid)}`;
  const principal = await pagePrincipal();
  if (!principal) redirect(`/sign-in?callbackUrl=${encodeURIComponent(here)}`);
  const consent = await loadConsent(uid, (await cookies()).get(consentCookie)?.value, principal);
  if (consent.state === "gone") redirect("/authorization-error?reason=expired");
  if (consent.state === "sign-in-again") {
    return (
      <>
        <h1 className="mb-3 text-title">Sign in once more</h1>
        <p className="mb-6 text-sm text-muted">The app that sent you here asks that you prove anew who you are.</p>
        <SwitchAccount returnTo={here} label="Sign in again" prominent />
      </>
    );
  }
  const methods = await methodsToConfirm(runtime().database.pool, principal);
  if (methods) return <ConfirmFirst methods={methods} />;
  return <ConsentForm view={consent.view} action={`/oauth/authorize/${encodeURIComponent(uid)}`} here={here} />;
}
