"use client";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { type AppDraft, type AppProblems, redirectProblem, usesRedirects } from "./app-draft";
import { AppKindField } from "./app-kind-field";
import { AppScopeField } from "./app-scope-field";
import { grantTypeWords, type ScopeOption } from "./app-words";

type Props = {
  draft: AppDraft;
  onDraftChange: (draft: AppDraft) => void;
  problems: AppProblems;
  scopes: readonly ScopeOption[];
  /** The kind of app and how it proves itself are decided once, when it is registered. */
  isNew: boolean;
};

/** The fields of an OAuth app. */
export function AppForm({ draft, onDraftChange, problems, scopes, isNew }: Props) {
  const change = (part: Partial<AppDraft>) => onDraftChange({ ...draft, ...part });
  return (
    <div className="flex flex-col gap-5">
      <Field label="Name" error={problems.name ?? null} hint="Users read it when the app asks for their consent.">
        {(props) => (
          <Input
            {...props}
            autoFocus
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
            placeholder="Acme Reports"
            maxLength={100}
            autoComplete="off"
          />
        )}
      </Field>
      {isNew && <AppKindField draft={draft} onDraftChange={onDraftChange} />}
      {usesRedirects(draft) && <RedirectUrisField draft={draft} onChange={change} problem={problems.redirect_uris} />}
      <AppScopeField
        options={scopes}
        value={draft.scopes}
        onValueChange={(next) => change({ scopes: next })}
        error={problems.scopes}
      />
      <Field label="Homepage" error={problems.homepage_url ?? null} hint="Optional; shown to users beside the name.">
        {(props) => (
          <Input
            {...props}
            type="url"
            inputMode="url"
            value={draft.homepage}
            onChange={(event) => change({ homepage: event.target.value })}
            placeholder="https://acme.example"
            maxLength={500}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Description" error={problems.description ?? null} hint="Optional: what the app does for its users.">
        {(props) => (
          <Textarea
            {...props}
            rows={2}
            value={draft.description}
            onChange={(event) => change({ description: event.target.value })}
            maxLength={500}
          />
        )}
      </Field>
      <Advanced draft={draft} onChange={change} problems={problems} isNew={isNew} />
    </div>
  );
}

type PartProps = { draft: AppDraft; onChange: (part: Partial<AppDraft>) => void };

/** Judged when the field is left, so that nobody is told off while typing. */
function RedirectUrisField({ draft, onChange, problem }: PartProps & { problem: string | undefined }) {
  const [left, setLeft] = useState(false);
  const found = left && draft.redirectUris.trim() !== "" ? redirectProblem(draft.redirectUris) : null;
  return (
    <Field
      label="Redirect URIs"
      error={found ?? problem ?? null}
      hint={
        <>
          One a line, compared character by character: scheme, host, port, path and query have to match.{" "}
          <span className="font-mono text-xs">https</span> anywhere, <span className="font-mono text-xs">http</span> on
          localhost only
          {draft.kind === "public" && (
            <>
              , an app’s own scheme such as <span className="font-mono text-xs">com.example.app:/callback</span>
            </>
          )}
          .
        </>
      }
    >
      {(props) => (
        <Textarea
          {...props}
          rows={3}
          value={draft.redirectUris}
          onChange={(event) => onChange({ redirectUris: event.target.value })}
          onBlur={() => setLeft(true)}
          placeholder={
            draft.kind === "public"
              ? "https://app.example.com/callback\ncom.example.app:/callback"
              : "https://app.example.com/callback\nhttp://localhost:4000/callback"
          }
          className="font-mono whitespace-pre"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

function Advanced({ draft, onChange, problems, isNew }: PartProps & { problems: AppProblems; isNew: boolean }) {
  const toggle = (id: AppDraft["grantTypes"][number], on: boolean) =>
    onChange({ grantTypes: on ? [...draft.grantTypes, id] : draft.grantTypes.filter((type) => type !== id) });
  return (
    <details className="group rounded-lg border" open={problems.grant_types ? true : undefined}>
      <summary className="flex min-h-10 cursor-pointer list-none items-center gap-1.5 px-3 text-sm font-medium pointer-coarse:min-h-11">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
        Advanced
        <span className="font-normal text-muted">ways to tokens, {isNew && "secret, "}DPoP</span>
      </summary>
      <div className="flex flex-col gap-5 border-t px-3 py-4">
        <fieldset aria-invalid={problems.grant_types ? true : undefined} tabIndex={-1} className="outline-none">
          <legend className="mb-1.5 text-sm font-medium">Ways to tokens</legend>
          <div className="flex flex-col gap-1.5">
            {grantTypeWords.map(({ id, label, description }) => (
              <Checkbox
                key={id}
                label={label}
                description={
                  id === "client_credentials" && draft.kind === "public"
                    ? "Needs an app that can keep a secret."
                    : description
                }
                checked={draft.grantTypes.includes(id)}
                disabled={id === "client_credentials" && draft.kind === "public"}
                onCheckedChange={(on) => toggle(id, on)}
              />
            ))}
          </div>
          {problems.grant_types && (
            <p role="alert" className="mt-1.5 text-sm text-danger-text">
              {problems.grant_types}
            </p>
          )}
        </fieldset>
        {isNew && draft.kind !== "public" && (
          <div className="flex flex-col items-start gap-1.5">
            <span className="text-sm font-medium">How the secret is sent</span>
            <Segmented
              label="How the secret is sent"
              value={draft.secretIn}
              onValueChange={(value) =>
                onChange({ secretIn: value === "client_secret_basic" ? "client_secret_basic" : "client_secret_post" })
              }
              options={[
                { value: "client_secret_post", label: "In the body" },
                { value: "client_secret_basic", label: "HTTP Basic" },
              ]}
            />
            <span className="text-sm text-muted">What your OAuth library does by default; ask its manual.</span>
          </div>
        )}
        <Checkbox
          label="Bind tokens to a key (DPoP)"
          description="A stolen token is of no use without the app’s private key. The app’s library has to support RFC 9449."
          checked={draft.dpopBound}
          onCheckedChange={(dpopBound) => onChange({ dpopBound })}
        />
      </div>
    </details>
  );
}
