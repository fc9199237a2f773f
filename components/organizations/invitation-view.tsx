"use client";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { Button, buttonClass } from "@/components/ui/button";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { relativeText } from "@/components/ui/relative-time-text";
import { Skeleton } from "@/components/ui/skeleton";
import { useContractForm } from "@/components/ui/use-contract-form";
import type { InvitationPreview } from "@/lib/features/organizations/invitations-contract";
import { call } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";
import { foldedEmail } from "@/lib/platform/email-address";
import { forgetInvitationToken, takeInvitationToken } from "./pending-token";
import { loadAnew, switchSession } from "./switching";

/** What the server takes is loaded once there is a link to ask about. */
const contracts = () => import("@/lib/features/organizations/invitations-contract");
const here = encodeURIComponent("/invitations");

/** The page behind an invitation's link: what it is to, and the reader's way in. */
export function InvitationView({ signedInAs }: { signedInAs: string | null }) {
  // Undefined until the page has looked for one.
  const [token, setToken] = useState<string | null | undefined>(undefined);
  const [preview, setPreview] = useState<InvitationPreview | Error | null>(null);
  const look = useCallback(async (secret: string) => {
    setPreview(null);
    const found = await contracts()
      .then(({ previewInvitationContract }) => call(previewInvitationContract, { body: { token: secret } }))
      .catch((error: Error) => error);
    if (found instanceof CallError && found.status === 404) forgetInvitationToken();
    setPreview(found);
  }, []);

  useEffect(() => {
    // Another link opened in this tab changes nothing but the fragment.
    const open = () => {
      const found = takeInvitationToken();
      setToken(found);
      if (found) void look(found);
    };
    open();
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, [look]);

  if (preview && !(preview instanceof Error) && token) {
    return <Invitation preview={preview} token={token} signedInAs={signedInAs} />;
  }
  if (preview instanceof Error && token) {
    const gone = preview instanceof CallError && preview.status === 404;
    return (
      <Frame title={gone ? "This invitation does not hold" : "Invitation unavailable"}>
        <p className="text-sm text-muted">
          {gone
            ? "It was used or withdrawn, has run out, or a newer link took its place. Ask the sender for a new one."
            : failureText(preview)}
        </p>
        {!gone && <Button onClick={() => void look(token)}>Try again</Button>}
        <a href="/dashboard" className={buttonClass()}>
          Go to the dashboard
        </a>
      </Frame>
    );
  }
  if (token === null) {
    return (
      <Frame title="Invitation">
        <p className="text-sm text-muted">Open the whole link of your invitation; this address alone leads nowhere.</p>
      </Frame>
    );
  }
  return (
    <Frame title="Invitation">
      <div aria-busy="true" className="grid gap-3">
        <span className="sr-only">Loading</span>
        <Skeleton className="h-5 w-3/4" />
        <Skeleton className="h-9 w-full" />
      </div>
    </Frame>
  );
}

/** Named here, because the whole catalogue would be loaded for them. */
const roleLabels = { owner: "Owner", admin: "Admin", member: "Member" } as const;

type Props = { preview: InvitationPreview; token: string; signedInAs: string | null };

function Invitation({ preview, token, signedInAs }: Props) {
  const { organization, email, role, invited_by, expires_at } = preview;
  return (
    <Frame title={`Join ${organization}`}>
      <p className="text-sm text-muted">
        {invited_by ?? "Somebody"} invited <span className="wrap-anywhere text-foreground">{email}</span> as{" "}
        {roleLabels[role]}. The link runs out{" "}
        <time dateTime={expires_at}>{relativeText(Date.parse(expires_at), Date.now())}</time>.
      </p>
      {signedInAs === null && <SignedOut email={email} token={token} />}
      {signedInAs !== null && foldedEmail(signedInAs) === foldedEmail(email) && (
        <Accept token={token} organization={organization} />
      )}
      {signedInAs !== null && foldedEmail(signedInAs) !== foldedEmail(email) && (
        <SomebodyElse email={email} signedInAs={signedInAs} />
      )}
    </Frame>
  );
}

function Accept({ token, organization }: { token: string; organization: string }) {
  const form = useContractForm({
    values: {},
    send: async () => {
      const { id } = await call((await contracts()).acceptInvitationContract, { body: { token } });
      forgetInvitationToken();
      await switchSession(id);
    },
  });
  return (
    <>
      {form.alert && <FormAlert>{form.alert}</FormAlert>}
      <Button
        variant="primary"
        pending={form.busy || form.done}
        onClick={() => form.submit(null, () => loadAnew("/dashboard"))}
      >
        <span className="max-w-56 truncate">Join {organization}</span>
      </Button>
      <a href="/dashboard" className={buttonClass({ variant: "ghost" })}>
        Not now
      </a>
    </>
  );
}

function SignedOut({ email, token }: { email: string; token: string }) {
  return (
    <>
      <p className="text-sm">
        Sign in, or create an account, with <span className="font-medium wrap-anywhere">{email}</span> to accept.
      </p>
      <a href={`/sign-in?callbackUrl=${here}`} className={buttonClass({ variant: "primary" })}>
        Sign in
      </a>
      <a href={`/register?callbackUrl=${here}#${new URLSearchParams({ token, email })}`} className={buttonClass()}>
        Create an account
      </a>
    </>
  );
}

function SomebodyElse({ email, signedInAs }: { email: string; signedInAs: string }) {
  const form = useContractForm({
    values: {},
    send: async () => {
      const response = await postToNextAuth("signout");
      if (!response.ok) throw new Error("still signed in");
    },
    alertOf: () => "Signing out failed. Try again.",
  });
  return (
    <>
      <FormAlert>
        You are signed in as <span className="font-medium wrap-anywhere">{signedInAs}</span>, and this invitation is for{" "}
        <span className="font-medium wrap-anywhere">{email}</span>.
      </FormAlert>
      {form.alert && <FormAlert>{form.alert}</FormAlert>}
      <Button
        variant="primary"
        pending={form.busy || form.done}
        // Which offers both ways in: who is invited may have no account yet.
        onClick={() => form.submit(null, () => loadAnew("/invitations"))}
      >
        Switch account
      </Button>
      <a href="/dashboard" className={buttonClass({ variant: "ghost" })}>
        Stay signed in
      </a>
    </>
  );
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-title text-balance wrap-anywhere">{title}</h1>
      {children}
    </div>
  );
}
