import type { ReactNode } from "react";
import { FeatureGrid } from "@/components/landing/feature-grid";
import { RequestPath } from "@/components/landing/request-path";
import { RequestSample } from "@/components/landing/request-sample";
import { buttonClass } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { isRenamed, productName } from "@/lib/access/branding";
import { runtime } from "@/lib/access/runtime";
import { isSignedInPage } from "@/lib/http/page-principal";
import { takesStrangers } from "@/lib/platform/registration-settings";
import { exampleLimitHeaders } from "./example-limits";

export default async function LandingPage() {
  const signedIn = await isSignedInPage();
  if (isRenamed()) return <OperatorsPage signedIn={signedIn} />;
  return (
    <>
      <section className="mx-auto grid max-w-7xl items-center gap-12 px-4 py-14 sm:px-8 sm:py-20 lg:grid-cols-[5fr_6fr]">
        <div className="min-w-0">
          <h1 className="text-hero text-balance">Keys, limits and sign-in for your API</h1>
          <p className="mt-5 max-w-xl text-lead text-pretty text-muted">
            Latchkey stands in front of your API and answers three questions about every request. Who is calling? May
            they do this? Is there room in their plan? On your own machines, with your own data.
          </p>
          <FirstSteps signedIn={signedIn} />
        </div>
        <RequestSample
          command={`curl -i ${runtime().settings.publicUrl}/v1/prompts \\\n    -H "Authorization: Bearer $API_KEY"`}
          status="HTTP/1.1 200 OK"
          limits={(exampleLimitHeaders("prompts", "accepted") ?? []).filter(([name]) => name.startsWith("x-"))}
          body={'{"data":[…],"next_cursor":null}'}
        />
      </section>
      <Section
        title="Every request takes the same way"
        intro="One gate, in front of every endpoint; a route behind it cannot forget to ask."
      >
        <RequestPath />
      </Section>
      <Section title="What is in it" intro="What teams build around an API before they can sell it.">
        <FeatureGrid />
      </Section>
      <Section
        title="For teams that run an API"
        intro="And would rather not hand their customers' credentials to someone else."
      >
        <div className="grid items-start gap-8 lg:grid-cols-2">
          <ul className="flex flex-col gap-4 text-pretty text-muted">
            <li>
              <strong className="font-semibold text-foreground">One process.</strong> It brings its own PostgreSQL and
              keeps everything in one folder; give it the address of yours to use that instead.
            </li>
            <li>
              <strong className="font-semibold text-foreground">Your catalogue.</strong> Products, plans, scopes and key
              formats are data with a history. The gate, the forms, the plan table and the reference follow them at
              once.
            </li>
            <li>
              <strong className="font-semibold text-foreground">Plain protocols.</strong> Bearer tokens, OpenAPI, and
              rate-limit headers that HTTP clients already understand.
            </li>
          </ul>
          <CodeBlock title="Run it" code={"npm start"} />
        </div>
      </Section>
    </>
  );
}

function Section({ title, intro, children }: { title: string; intro: string; children: ReactNode }) {
  return (
    <section className="border-t">
      <div className="mx-auto max-w-7xl px-4 py-14 sm:px-8 sm:py-16">
        <h2 className="text-title text-balance">{title}</h2>
        <p className="mt-2 mb-8 max-w-2xl text-pretty text-muted">{intro}</p>
        {children}
      </div>
    </section>
  );
}

/** The start page of a deployment that bears its operator's name: it is about their API, not about what serves it. */
function OperatorsPage({ signedIn }: { signedIn: boolean }) {
  return (
    <section className="mx-auto max-w-7xl px-4 py-14 sm:px-8 sm:py-20">
      <h1 className="text-hero text-balance">{productName()}</h1>
      <p className="mt-5 max-w-xl text-lead text-pretty text-muted">
        API keys, usage and limits in one place, and a reference of every endpoint.
      </p>
      <FirstSteps signedIn={signedIn} />
    </section>
  );
}

function FirstSteps({ signedIn }: { signedIn: boolean }) {
  return (
    <div className="mt-8 flex flex-wrap gap-3">
      {signedIn ? (
        <a href="/dashboard" className={buttonClass({ variant: "primary" })}>
          Open the dashboard
        </a>
      ) : takesStrangers(runtime().settings.registration) ? (
        <a href="/register" className={buttonClass({ variant: "primary" })}>
          Create an account
        </a>
      ) : (
        <a href="/sign-in" className={buttonClass({ variant: "primary" })}>
          Sign in
        </a>
      )}
      <a href="/docs" className={buttonClass({ variant: "secondary" })}>
        Read the API reference
      </a>
    </div>
  );
}
