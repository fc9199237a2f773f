"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { exactText } from "@/components/ui/relative-time-text";
import { useToast } from "@/components/ui/toast";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { type ApiKey, type ApiKeyChange, dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { CallError, call } from "@/lib/http/call";
import { AdvancedFields } from "./advanced-fields";
import { checkChange, draftOf, type KeyChangeDraft, newExpiry } from "./key-change";
import { type DraftProblems, maximumKeyDays, problemsByField } from "./key-draft";
import type { KeyProduct } from "./key-product";
import { ScopeField } from "./scope-field";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = { apiKey: ApiKey; products: readonly KeyProduct[]; onClose: (changed: boolean) => void };

/** Changes a key's settings while its secret goes on. */
export function EditApiKeyDialog({ apiKey, products, onClose }: Props) {
  const formId = useId();
  const [openedAtMs] = useState(() => Date.now());
  const [draft, setDraft] = useState(() => draftOf(apiKey));
  const [problems, setProblems] = useState<DraftProblems>({});
  const form = useFirstProblemFocus(problems);
  const refresh = useRefreshApiKeys();
  const toast = useToast();
  const save = useMutation({
    mutationFn: (body: ApiKeyChange) => call(dashboardApiKeyContracts.update, { params: { id: apiKey.id }, body }),
    onError: (error) => setProblems(problemsOf(error)),
    onSuccess: () => {
      void refresh();
      toast.show({ title: "Changes saved", description: "They count from the next request.", tone: "success" });
      onClose(true);
    },
  });
  const change = (part: Partial<KeyChangeDraft>) => setDraft((current) => ({ ...current, ...part }));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    const checked = checkChange(draft, apiKey, Date.now());
    setProblems(checked.problems ?? {});
    if (checked.body) save.mutate(checked.body);
    else if (checked.body === null) onClose(false);
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !save.isPending && onClose(false)}
      title={`Edit “${apiKey.name}”`}
      description="The secret stays the same. Changes count from the next request."
      footer={
        <>
          <Button onClick={() => onClose(false)} disabled={save.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={save.isPending}>
            Save changes
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problems.form && <FormAlert>{problems.form}</FormAlert>}
        <Field label="Name" error={problems.name ?? null}>
          {(props) => (
            <Input
              {...props}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
              maxLength={100}
              autoComplete="off"
            />
          )}
        </Field>
        {apiKey.scopes.length > 0 && (
          <ScopeField
            scopes={products.find(({ id }) => id === apiKey.product)?.scopes ?? []}
            preset="custom"
            chosen={draft.scopes}
            onChange={(_preset, scopes) => change({ scopes })}
            error={problems.scopes}
            fixedPreset
          />
        )}
        <Expiry apiKey={apiKey} draft={draft} change={change} problems={problems} nowMs={openedAtMs} />
        <AdvancedFields
          draft={draft}
          onChange={change}
          perMinute={products.find(({ id }) => id === apiKey.product)?.perMinute ?? null}
          problems={problems}
        />
      </form>
    </Dialog>
  );
}

function Expiry({
  apiKey,
  draft,
  change,
  problems,
  nowMs,
}: {
  apiKey: ApiKey;
  draft: KeyChangeDraft;
  change: (part: Partial<KeyChangeDraft>) => void;
  problems: DraftProblems;
  nowMs: number;
}) {
  return (
    <div className="flex flex-col gap-3">
      <Checkbox
        checked={draft.expiry !== null}
        onCheckedChange={(checked) => change({ expiry: checked ? newExpiry : null })}
        label="Set a new expiry"
        description={
          apiKey.expiresAt ? `Now: expires on ${exactText(Date.parse(apiKey.expiresAt))}.` : "Now: never expires."
        }
      />
      {draft.expiry && (
        <ExpiryField
          value={draft.expiry}
          onValueChange={(expiry) => change({ expiry })}
          presets={expiryPresets}
          maximumDays={maximumKeyDays}
          nowMs={nowMs}
          error={problems.expires_in_days}
        />
      )}
    </div>
  );
}

function problemsOf(error: Error): DraftProblems {
  const byField = error instanceof CallError ? problemsByField(error.problems) : {};
  return Object.keys(byField).length > 0 ? byField : { form: failureText(error) };
}
