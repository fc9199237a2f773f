import type { Metadata } from "next";
import type { ReactNode } from "react";
import { RequestPlanLater } from "@/components/administration/request-plan-later";
import { WithCatalogue } from "@/components/layout/with-catalogue";
import { PlanCards } from "@/components/pricing/plan-cards";
import { PlanComparison } from "@/components/pricing/plan-comparison";
import { buttonClass } from "@/components/ui/button";
import { cheapestPlan, limitsOf, productIds, productOf } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { accountPrincipal } from "@/lib/http/page-principal";
import { takesStrangers } from "@/lib/platform/registration-settings";

export const metadata: Metadata = {
  title: "Pricing",
  description: "What every plan of this deployment allows, per product.",
};

export default async function PricingPage() {
  const principal = await accountPrincipal();
  const plan = principal?.plan ?? null;
  return (
    <div className="mx-auto max-w-7xl px-4 py-12 sm:px-8 sm:py-16">
      <header className="mb-10 max-w-2xl">
        <h1 className="text-display">Plans and limits</h1>
        <p className="mt-3 text-pretty text-muted">
          These are the limits that this deployment enforces, read from its own configuration. Its operator sets the
          plans: <HowToAsk contact={runtime().settings.billingContact} />
        </p>
        {!principal && takesStrangers(runtime().settings.registration) && (
          <a href="/register" className={`${buttonClass({ variant: "primary" })} mt-6`}>
            Start on {cheapestPlan().label}
          </a>
        )}
        {principal?.role === "owner" && (
          <WithCatalogue>
            <RequestPlanLater current={principal.plan} />
          </WithCatalogue>
        )}
        {principal && principal.role !== "owner" && (
          <p className="mt-4 text-sm text-muted">An owner of your organization can request a change here.</p>
        )}
      </header>
      <div className="max-lg:hidden">
        <PlanComparison current={plan} />
      </div>
      <div className="lg:hidden">
        <PlanCards current={plan} />
      </div>
      <HowLimitsCount />
    </div>
  );
}

/** The billing contact is an email address or a page; without one the administrator is whom to ask. */
function HowToAsk({ contact }: { contact: string | null }) {
  if (contact === null) return <>to change your plan, ask the administrator of this deployment.</>;
  const address = contact.replace(/^mailto:/, "");
  const href = /^https?:\/\//.test(contact) ? contact : /^[^\s@]+@[^\s@]+$/.test(address) ? `mailto:${address}` : null;
  return (
    <>
      to change your plan, ask{" "}
      {href ? (
        <a href={href} className="break-all text-accent-text underline">
          {address}
        </a>
      ) : (
        address
      )}
      .
    </>
  );
}

function HowLimitsCount() {
  const signIn = limitsOf("sign-in", cheapestPlan().id);
  return (
    <section className="mt-14">
      <h2 className="text-title">How limits count</h2>
      <dl className="mt-4 grid gap-x-10 gap-y-6 text-sm sm:grid-cols-2">
        <Note title="Per organization and product">
          More keys never mean more quota. A key may carry a stricter limit of its own.
        </Note>
        <Note title="One number for every kind of credential">
          Sessions, tokens, API keys and OAuth tokens count on the same limits{apartText()}.
        </Note>
        <Note title="Back to back">
          How many requests may arrive at once; after that they come back at the rate per minute.
        </Note>
        <Note title="Days and months are UTC">
          They start anew at 00:00 UTC, months on the 1st. A refused request uses up nothing.
        </Note>
        <Note title="Test keys count apart">Development keys have their own counters and their own data.</Note>
        <Note title="Changes hold at once">A new plan counts from the next request.</Note>
        {signIn?.perMinute !== undefined && (
          <Note title="Signing in">
            Registering and signing in: {signIn.perMinute} attempts a minute from one address, on every plan.
          </Note>
        )}
      </dl>
      <p className="mt-8 text-sm text-muted">
        Every response says how much is left. See{" "}
        <a href="/docs#limits" className="text-accent-text underline">
          limit headers
        </a>
        .
      </p>
    </section>
  );
}

/** The kinds of credential that the catalogue counts apart; none in what is shipped. */
function apartText(): string {
  const kinds = productIds().flatMap((id) =>
    Object.keys(productOf(id).limitsByCredential ?? {}).map((kind) => `${productOf(id).label}: ${kind}`),
  );
  return kinds.length > 0 ? `, but for those with limits of their own (${kinds.join(", ")})` : "";
}

function Note({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt className="font-medium">{title}</dt>
      <dd className="mt-0.5 text-pretty text-muted">{children}</dd>
    </div>
  );
}
