"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { failureText, unclearOutcomeText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { SecretDialog } from "@/components/ui/secret-dialog";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { dashboardApiKeyContracts, type NewApiKey } from "@/lib/features/api-keys/contract";
import { CallError, call, isOutcomeUnknown } from "@/lib/http/call";
import { CreateApiKeyForm } from "./create-api-key-form";
import { checkDraft, type DraftProblems, type KeyDraft, problemsByField } from "./key-draft";
import type { KeyProduct } from "./key-product";
import { revealedKey } from "./key-secret";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = {
  open: boolean;
  /** Closed; `created` when a key was made meanwhile. */
  onClose: (created: boolean) => void;
  products: readonly KeyProduct[];
  draft: KeyDraft;
  onDraftChange: (draft: KeyDraft) => void;
};

const noProblems: DraftProblems = {};

/** Creates a key and shows its secret in the same dialog. The draft lives outside, so closing loses nothing. */
export function CreateApiKeyDialog({ open, onClose, products, draft, onDraftChange }: Props) {
  const formId = useId();
  const [openedAtMs, setOpenedAtMs] = useState(() => Date.now());
  const [problems, setProblems] = useState(noProblems);
  const refresh = useRefreshApiKeys();
  const form = useFirstProblemFocus(problems);
  const create = useMutation({
    mutationFn: (body: NewApiKey) => call(dashboardApiKeyContracts.create, { body }),
    onError: (error) => setProblems(problemsOf(error)),
  });
  const product = products.find((candidate) => candidate.id === draft.productId) ?? products[0];
  if (!product) return null;
  const madeOf = products.find((candidate) => candidate.id === create.data?.data.product) ?? product;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending || create.data) return;
    const nowMs = Date.now();
    setOpenedAtMs(nowMs);
    const checked = checkDraft(draft, product, nowMs);
    setProblems(checked.problems ?? noProblems);
    if (checked.body) create.mutate(checked.body);
  };

  const close = () => {
    // Only now, so that the list does not move under the secret.
    if (create.data || isOutcomeUnknown(create.error)) void refresh();
    onClose(create.data !== undefined);
    create.reset();
    setProblems(noProblems);
  };

  return (
    <SecretDialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title="Create API Key"
      revealTitle="Copy your new key"
      pending={create.isPending}
      revealed={create.data ? revealedKey(create.data, madeOf, window.location.origin) : null}
      footer={
        <>
          <Button onClick={close} disabled={create.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={create.isPending}>
            Create
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problems.form && <FormAlert>{problems.form}</FormAlert>}
        <CreateApiKeyForm
          draft={draft}
          onDraftChange={onDraftChange}
          products={products}
          product={product}
          problems={problems}
          nowMs={openedAtMs}
        />
      </form>
    </SecretDialog>
  );
}

function problemsOf(error: Error): DraftProblems {
  if (isOutcomeUnknown(error)) {
    return { form: unclearOutcomeText("key") };
  }
  const byField = error instanceof CallError ? problemsByField(error.problems) : {};
  return Object.keys(byField).length > 0 ? byField : { form: failureText(error) };
}
