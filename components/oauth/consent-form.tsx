"use client";
import { CircleAlert, Eye, PencilLine, ShieldAlert } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { ConsentView } from "@/lib/features/oauth/authorized-app-contract";
import { SwitchAccount } from "./switch-account";

const icons = { read: Eye, write: PencilLine, admin: ShieldAlert };

/**
 * Asks whether an app may act for the user: who asks, as whom, in which organization, for what, and where it leads. A plain
 * form, because the answer ends in a redirect to the app that only a navigation may follow.
 */
export function ConsentForm({
  view,
  action,
  here,
  userCode,
}: {
  view: ConsentView;
  action: string;
  /** This page, to come back to after another sign-in. */
  here: string;
  /** Shown for comparison where a device asks. */
  userCode?: string;
}) {
  const { app, email, scopes, organizations, returnsTo } = view;
  const [organizationId, setOrganizationId] = useState(view.organizationId);
  const sent = useRef(false);
  const organization = organizations.find(({ id }) => id === organizationId);
  const withheld = organization?.withheld ?? [];
  const nothingLeft = scopes.every(({ id }) => withheld.includes(id));

  const once = (event: FormEvent) => {
    if (sent.current) event.preventDefault();
    sent.current = true;
  };

  return (
    <form method="post" action={action} onSubmit={once} className="flex flex-col gap-6">
      <input type="hidden" name="organization" value={organizationId} />
      {userCode && <input type="hidden" name="user_code" value={userCode} />}
      <header>
        <h1 className="text-title text-balance break-words">
          Let <span className="text-accent-text">{app.name}</span> act for you?
        </h1>
        <p className="mt-2 text-sm text-muted">
          Registered by {app.publisher}
          {app.homepageUrl && <> · {new URL(app.homepageUrl).host}</>}
        </p>
        {app.description && <p className="mt-2 text-sm break-words">{app.description}</p>}
      </header>
      {!app.verified && (
        <p className="flex items-start gap-2.5 rounded-lg bg-warning-soft px-3 py-2.5 text-sm text-warning-text">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            This app is not verified{app.dynamic ? "; it registered itself" : ""}. Go on only if you trust who made it.
          </span>
        </p>
      )}
      {userCode && (
        <p className="text-sm">
          Go on only if your device shows this code:{" "}
          <strong className="mt-1 block font-mono text-lg tracking-widest">{userCode}</strong>
        </p>
      )}
      <section aria-labelledby="consent-scopes">
        <h2 id="consent-scopes" className="mb-2 text-sm font-medium">
          It will be able to
        </h2>
        <ul className="divide-y rounded-xl border bg-surface">
          {scopes.map(({ id, description, access }) => {
            const Icon = icons[access];
            const isWithheld = withheld.includes(id);
            return (
              <li key={id} className="flex items-start gap-3 px-3.5 py-3">
                <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
                <div className="min-w-0 flex-1">
                  <p className={isWithheld ? "text-sm text-muted line-through" : "text-sm"}>{description}</p>
                  <p className="mt-0.5 font-mono text-xs text-muted">{id}</p>
                  {isWithheld && (
                    <p className="mt-1 text-sm text-warning-text">
                      Not given: only administrators of {organization?.name} can hand this on.
                    </p>
                  )}
                </div>
                {access === "admin" && !isWithheld && <Badge tone="danger">Admin</Badge>}
              </li>
            );
          })}
        </ul>
      </section>
      {organizations.length > 1 ? (
        <Field label="In the organization" hint="It sees and changes only what belongs to this one.">
          {(props) => (
            <Select
              {...props}
              value={organizationId}
              onValueChange={setOrganizationId}
              options={organizations.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </Field>
      ) : (
        <p className="text-sm">
          <span className="text-muted">In the organization</span>{" "}
          <span className="font-medium break-words">{organization?.name}</span>
        </p>
      )}
      <div className="flex flex-col gap-2">
        <Button type="submit" name="decision" value="allow" variant="primary" disabled={nothingLeft} className="w-full">
          Allow
        </Button>
        <Button type="submit" name="decision" value="deny" className="w-full">
          Cancel
        </Button>
        <p className="mt-1 text-sm text-muted">
          {nothingLeft
            ? "There is nothing here that you could allow in this organization."
            : returnsTo
              ? `Afterwards you go back to ${returnsTo}.`
              : "Afterwards you go back to your device."}{" "}
          You can withdraw this at any time in the dashboard under Authorized apps.
        </p>
      </div>
      <footer className="flex flex-wrap items-center justify-between gap-2 border-t pt-4 text-sm">
        <span className="min-w-0 break-words">
          <span className="text-muted">Signed in as</span> {email}
        </span>
        <SwitchAccount returnTo={here} label="Use another account" />
      </footer>
    </form>
  );
}
