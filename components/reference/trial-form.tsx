"use client";
import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";
import { Select } from "@/components/ui/select";
import type { Trial, TrialField } from "./trial";
import { TrialOutcome } from "./trial-outcome";
import { type CodeMeaning, fieldKey, type Outcome, sendTrial, trialProblems, trialRequest } from "./trial-request";

type Props = {
  trial: Trial;
  errors: readonly CodeMeaning[];
  /** Ways to a key besides typing it; `use` puts a secret in its place, which is empty until it is typed. */
  keys?: (use: (secret: string) => void, secret: string) => ReactNode;
};

/** Sends a request from the page. The credential lives in this component's memory alone: in no address, no storage, no cookie. */
export function TrialForm({ trial, errors, keys }: Props) {
  const [fields, setFields] = useState(() => onlyChoices(trial));
  const [body, setBody] = useState(trial.body ?? "");
  const [credential, setCredential] = useState("");
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [pending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const bodyName = useId();

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    const typed = { fields, body, credential };
    const found = trialProblems(trial, typed);
    setProblems(found);
    const [first] = Object.keys(found);
    if (first !== undefined) {
      const named = form.current?.elements.namedItem(first === "body" ? bodyName : first);
      if (named instanceof HTMLElement) named.focus();
      return;
    }
    setPending(true);
    setOutcome(await sendTrial(trialRequest(trial, typed)));
    setPending(false);
  };

  return (
    <form ref={form} onSubmit={send} noValidate autoComplete="off" className="flex flex-col gap-4">
      {trial.credential !== null && (
        <>
          {keys?.(setCredential, credential)}
          <Field
            label={trial.credential}
            error={problems.credential}
            hint="It stays in the memory of this page and goes into this request alone."
          >
            {(props) => (
              <PasswordInput
                {...props}
                name="credential"
                autoComplete="off"
                data-1p-ignore
                data-lpignore="true"
                value={credential}
                onChange={(event) => setCredential(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
      {trial.fields.map((field) => (
        <TrialInput
          key={fieldKey(field)}
          field={field}
          value={fields[fieldKey(field)] ?? ""}
          problem={problems[fieldKey(field)]}
          onValue={(value) => setFields((before) => ({ ...before, [fieldKey(field)]: value }))}
        />
      ))}
      {trial.body !== null && (
        <Field label="Body, as JSON" error={problems.body}>
          {(props) => (
            <Textarea
              {...props}
              name={bodyName}
              rows={Math.min(14, Math.max(4, body.split("\n").length + 1))}
              spellCheck={false}
              className="font-mono"
              value={body}
              onChange={(event) => setBody(event.target.value)}
            />
          )}
        </Field>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" variant="primary" pending={pending}>
          Send request
        </Button>
        {trial.method !== "GET" && <p className="text-sm text-muted">It is carried out, as any request is.</p>}
      </div>
      <TrialOutcome outcome={outcome} errors={errors} />
    </form>
  );
}

/** What has to be sent, and can be one thing only, need not be chosen. */
function onlyChoices({ fields }: Trial): Record<string, string> {
  const only = fields.filter(({ required, choices }) => required && choices.length === 1);
  return Object.fromEntries(only.map((field) => [fieldKey(field), field.choices[0] ?? ""]));
}

const places = { path: "path", query: "query", header: "header", form: "form" };

function TrialInput({
  field,
  value,
  problem,
  onValue,
}: {
  field: TrialField;
  value: string;
  problem: string | undefined;
  onValue: (value: string) => void;
}) {
  const { name, place, required, choices } = field;
  const label = (
    <>
      <code className="font-mono">{name}</code>{" "}
      <span className="font-normal text-muted">
        {places[place]}
        {required ? ", required" : ""}
      </span>
    </>
  );
  return (
    <Field label={label} error={problem}>
      {(props) => {
        if (choices.length > 0) {
          const options = [
            { value: "", label: "Not sent" },
            ...choices.map((choice) => ({ value: choice, label: choice })),
          ];
          return <Select {...props} value={value} onValueChange={onValue} options={options} />;
        }
        const isSecret = /secret|password|token/.test(name) && place === "form";
        const shared = { ...props, name: fieldKey(field), value, autoComplete: "off" };
        const change = (event: { target: { value: string } }) => onValue(event.target.value);
        return isSecret ? (
          <PasswordInput {...shared} onChange={change} />
        ) : (
          <Input {...shared} spellCheck={false} autoCapitalize="none" onChange={change} />
        );
      }}
    </Field>
  );
}
