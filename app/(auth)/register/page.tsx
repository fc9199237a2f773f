import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { z } from "zod";
import { ProviderButtons } from "@/components/accounts/provider-buttons";
import { providerProblem } from "@/components/accounts/provider-problem";
import { RegisterForm } from "@/components/accounts/register-form";
import { safePath } from "@/components/accounts/safe-path";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { cheapestPlan } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { accountPrincipal } from "@/lib/http/page-principal";
import { takesStrangers } from "@/lib/platform/registration-settings";
import { configuredProviders } from "@/lib/tenancy/sign-in-providers";

export const metadata: Metadata = { title: "Create an account" };

/** By which rules nobody registers who opens this page by itself. */
const blocked: Partial<Record<string, string>> = {
  closed: "Registration is closed on this deployment. No account can be made at present.",
  invitation:
    "You need an invitation: ask an administrator of the organization that you want to join, then open the link in its mail.",
};

const addressRules = { callbackUrl: z.string(), error: z.string(), reason: z.string() };

/** `?error` and `?reason` tell why a sign-in that began here at a provider ended without one. */
export default async function RegisterPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const address = readAddress(addressRules, await searchParams);
  const asked = safePath(address.callbackUrl);
  // Who came for nothing else begins with the first steps.
  const target = asked === "/dashboard" ? "/dashboard/welcome" : asked;
  if (await accountPrincipal()) redirect(target);
  const { passwordMinLength, registration } = runtime().settings;
  const problem = providerProblem(address);
  return (
    <>
      <h1 className="text-title">Create your account</h1>
      <p className="mt-1 mb-6 text-sm text-balance text-muted">
        {registration.mode === "domains" &&
          `You need an address of ${registration.domains.join(" or ")}, which a mailed link proves. `}
        {takesStrangers(registration) &&
          `You start on the ${cheapestPlan().label} plan, with an organization of your own.`}
      </p>
      {problem !== null && <div className="mb-6">{problem}</div>}
      {registration.mode !== "closed" && (
        <ProviderButtons providers={configuredProviders()} target={target} from="/register" />
      )}
      <RegisterForm target={target} minLength={passwordMinLength} blocked={blocked[registration.mode] ?? null} />
      <p className="mt-6 text-sm text-muted">
        Have an account?{" "}
        <a
          href={`/sign-in?callbackUrl=${encodeURIComponent(target)}`}
          className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
        >
          Sign in
        </a>
      </p>
    </>
  );
}
