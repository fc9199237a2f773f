"use client";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FieldProblem } from "@/components/ui/field-problem";
import { CheckField, SegmentedField } from "@/components/ui/form-fields";
import { Textarea } from "@/components/ui/input";
import { Later } from "@/components/ui/later";
import { TextField } from "@/components/ui/text-field";
import type { FormPart } from "@/components/ui/use-contract-form";
import { useField, useValue } from "@/components/ui/use-field";
import { OAuthAppChange } from "@/lib/features/oauth/app-contract";
import { readySchema } from "@/lib/platform/later-zod";
import { type AppDraft, redirectProblem, usesRedirects } from "./app-draft";
import { AppKindField } from "./app-kind-field";
import { AppScopeField } from "./app-scope-field";
import { grantTypeWords, type ScopeOption } from "./app-words";

type Part = { form: FormPart<AppDraft> };
/** The kind of app and how it proves itself are decided once, when it is registered. */
type Props = Part & { scopes: readonly ScopeOption[]; isNew: boolean };

/** The fields of an OAuth app. */
export function AppForm({ form, scopes, isNew }: Props) {
  const { control } = form;
  const grant_types = useValue(control, "grant_types");
  return (
    <>
      <TextField
        control={control}
        name="name"
        label="Name"
        hint="Users read it when the app asks for their consent."
        autoFocus
        placeholder="Acme Reports"
        maxLength={100}
        autoComplete="off"
      />
      <Later>
        {isNew && <AppKindField form={form} />}
        {usesRedirects({ grant_types }) && <RedirectUrisField form={form} />}
        <AppScopeField form={form} options={scopes} />
        <TextField
          control={control}
          name="homepage_url"
          label="Homepage"
          hint="Optional; shown to users beside the name."
          type="url"
          inputMode="url"
          placeholder="https://acme.example"
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
        />
        <TextField
          control={control}
          name="description"
          label="Description"
          hint="Optional: what the app does for its users."
          as={Textarea}
          rows={2}
          maxLength={500}
        />
        <Advanced form={form} isNew={isNew} />
      </Later>
    </>
  );
}

/** Judged when the field is left, so that typing is not interrupted by errors. */
function RedirectUrisField({ form: { control } }: Part) {
  const [left, setLeft] = useState(false);
  const kind = useValue(control, "kind");
  const { field, problem } = useField({ control, name: "redirect_uris" });
  const found = left && field.value.trim() !== "" ? redirectProblem(field.value) : null;
  return (
    <Field
      label="Redirect URIs"
      error={found ?? problem}
      hint={
        <>
          One a line, compared character by character: scheme, host, port, path and query have to match.{" "}
          <span className="font-mono text-xs">https</span> anywhere, <span className="font-mono text-xs">http</span> on
          localhost only
          {kind === "public" && (
            <>
              {" "}
              (there the port is free), an app’s own scheme such as{" "}
              <span className="font-mono text-xs">com.example.app:/callback</span>
            </>
          )}
          .
        </>
      }
    >
      {(props) => (
        <Textarea
          {...props}
          {...field}
          rows={3}
          onBlur={() => void readySchema(OAuthAppChange).finally(() => setLeft(true))}
          placeholder={
            kind === "public"
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

function Advanced({ form: { control }, isNew }: Part & { isNew: boolean }) {
  const kind = useValue(control, "kind");
  const { field, problem } = useField({ control, name: "grant_types" });
  const toggle = (id: AppDraft["grant_types"][number], on: boolean) =>
    field.onChange(on ? [...field.value, id] : field.value.filter((type) => type !== id));
  return (
    <details className="group rounded-lg border" open={problem ? true : undefined}>
      <summary className="flex min-h-10 cursor-pointer list-none items-center gap-1.5 px-3 text-sm font-medium pointer-coarse:min-h-11">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
        Advanced
        <span className="font-normal text-muted">ways to tokens, {isNew && "secret, "}DPoP</span>
      </summary>
      <div className="flex flex-col gap-5 border-t px-3 py-4">
        <fieldset aria-invalid={problem ? true : undefined} tabIndex={-1} className="outline-none">
          <legend className="mb-1.5 text-sm font-medium">Ways to tokens</legend>
          <div className="flex flex-col gap-1.5">
            {grantTypeWords.map(({ id, label, description }) => (
              <Checkbox
                key={id}
                label={label}
                description={
                  id === "client_credentials" && kind === "public"
                    ? "Needs an app that can keep a secret."
                    : description
                }
                checked={field.value.includes(id)}
                disabled={id === "client_credentials" && kind === "public"}
                onCheckedChange={(on) => toggle(id, on)}
              />
            ))}
          </div>
          <FieldProblem className="mt-1.5">{problem}</FieldProblem>
        </fieldset>
        {isNew && kind !== "public" && (
          <SegmentedField
            control={control}
            name="secret_in"
            label="How the secret is sent"
            hint="What your OAuth library does by default; ask its manual."
            options={[
              { value: "client_secret_post", label: "In the body" },
              { value: "client_secret_basic", label: "HTTP Basic" },
            ]}
          />
        )}
        <CheckField
          control={control}
          name="dpop_bound"
          label="Bind tokens to a key (DPoP)"
          description="A stolen token is of no use without the app’s private key. The app’s library has to support RFC 9449."
        />
      </div>
    </details>
  );
}
