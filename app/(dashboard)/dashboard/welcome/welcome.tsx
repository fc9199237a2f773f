"use client";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { FirstKey, useFirstKey } from "@/components/api-keys/first-key";
import { FirstCallWatch } from "@/components/first-call/first-call-watch";
import { PageHeader } from "@/components/layout/page-header";
import { OrganizationNameForm } from "@/components/organizations/organization-name-form";
import { keepFirstSteps, purposeCookie } from "@/components/overview/first-steps-cookie";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { snippetsOf } from "@/components/ui/request-snippets";
import { administratorSteps, nextSteps, type Purpose, purposes } from "./purposes";

type Props = {
  userId: string;
  /** What the reader said before. */
  cameFor: Purpose;
  organization: string;
  /** The reader may rename it. */
  manages: boolean;
  instanceAdmin: boolean;
  /** Where the API answers. */
  origin: string;
  samplePath: string;
  /** A key of the reader's that is there already. */
  ownKey: { id: string; hint: string } | null;
};

/** A gateway's question about a development key. */
const forwardAuthPath = "/api/v1/forward-auth?environment=development";

/** The first hour on one page: a name, a key, a call that arrives before one's eyes, and what comes next. */
export function Welcome({ userId, cameFor, organization, manages, instanceAdmin, origin, samplePath, ownKey }: Props) {
  const [purpose, setPurpose] = useState<Purpose>(cameFor);
  const making = useFirstKey();
  const { made } = making;
  const keyId = made?.id ?? ownKey?.id ?? null;
  const path = purpose === "own-api" ? forwardAuthPath : samplePath;
  const { curl: plain } = snippetsOf({ method: "GET", url: origin + path }, made?.secret ?? "YOUR_API_KEY", "API_KEY");
  // The answer to a gateway is its headers: without -i the terminal would stay empty.
  const curl = purpose === "own-api" ? plain.replace(/^curl /, "curl -i ") : plain;
  return (
    <div data-shows-secret>
      <PageHeader
        title="First steps"
        description="From here to your first request in a minute. You can leave at any time and come back."
        actions={
          <Link href="/dashboard" className={buttonClass({ variant: "ghost" })}>
            Skip to Overview
          </Link>
        }
      />
      <div className="grid max-w-3xl gap-6">
        {instanceAdmin && (
          <Card
            title="You administer this deployment"
            description="Yours is an account with rights over all of it. See to these before others come."
          >
            <Steps steps={administratorSteps} />
          </Card>
        )}
        <Card title="Your organization" description="It owns your keys, data and limits.">
          <div className="max-w-xl">
            <OrganizationNameForm name={organization} manages={manages} />
          </div>
        </Card>
        <Card title="What did you come for?">
          <PurposeChoice
            purpose={purpose}
            onChoose={(chosen) => {
              setPurpose(chosen);
              // The steps on Overview are those of it.
              keepFirstSteps(purposeCookie, `${userId}:${chosen}`);
            }}
          />
        </Card>
        <Card title="Your key">
          <FirstKey making={making} hint={ownKey?.hint ?? null} />
        </Card>
        <Card
          title="Your first request"
          description={
            made
              ? "Copy the line, run it in a terminal, and look here."
              : ownKey
                ? "Put your key in place of YOUR_API_KEY, or make another: it is filled in here."
                : "Make a key, and it is filled in here."
          }
        >
          <div className="grid gap-4">
            <Curl code={curl} isFilledIn={made !== null} onCopied={making.taken} />
            {keyId !== null && <FirstCallWatch key={keyId} keyId={keyId} />}
          </div>
        </Card>
        <Card title="What comes next">
          <Steps steps={nextSteps[purpose]} />
        </Card>
      </div>
    </div>
  );
}

/** Three choices in view, beside each other where there is room. */
function PurposeChoice({ purpose, onChoose }: { purpose: Purpose; onChoose: (purpose: Purpose) => void }) {
  return (
    <div role="radiogroup" aria-label="What did you come for?" className="grid gap-2 sm:grid-cols-3">
      {purposes.map(({ value, label }) => (
        <label
          key={value}
          className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-lg border px-3 py-2 text-sm font-medium hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name="purpose"
            value={value}
            checked={purpose === value}
            onChange={() => onChoose(value)}
            className="focus-ring size-4 shrink-0 accent-accent"
          />
          {label}
        </label>
      ))}
    </div>
  );
}

/** The line to run; copying it with the key in it stores the key as well. */
function Curl({ code, isFilledIn, onCopied }: { code: string; isFilledIn: boolean; onCopied: () => void }): ReactNode {
  return (
    <CodeBlock title="In a terminal" code={code} onCopied={onCopied}>
      <span className="break-all whitespace-pre-wrap">{code}</span>
      {!isFilledIn && <span className="sr-only">, with your key in place of YOUR_API_KEY</span>}
    </CodeBlock>
  );
}

function Steps({ steps }: { steps: readonly { href: string; label: string; body: string }[] }) {
  return (
    <ul className="-mx-2 -my-1 grid gap-0.5">
      {steps.map(({ href, label, body }) => (
        <li key={href + label}>
          <Link
            href={href}
            prefetch={false}
            className="focus-ring flex items-center gap-3 rounded-lg px-2 py-2 text-sm transition-colors hover:bg-hover"
          >
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{label}</span>
              <span className="block text-muted">{body}</span>
            </span>
            <ArrowRight aria-hidden className="size-4 shrink-0 text-muted" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
