"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { failureText, unclearOutcomeText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { SecretDialog } from "@/components/ui/secret-dialog";
import { Segmented } from "@/components/ui/segmented";
import { type ApiKey, dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call, isOutcomeUnknown } from "@/lib/http/call";
import { type KeyProduct, productLabel } from "./key-product";
import { revealedKey } from "./key-secret";
import { gracePeriods, graceText } from "./rotation";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = {
  apiKey: ApiKey;
  products: readonly KeyProduct[];
  onClose: (rotated: boolean) => void;
};

/** Replaces a key, with a time in which both work, and shows the successor's secret in the same dialog. */
export function RotateApiKeyDialog({ apiKey, products, onClose }: Props) {
  const formId = useId();
  const [grace, setGrace] = useState<string>("86400");
  const [openedAtMs] = useState(() => Date.now());
  const refresh = useRefreshApiKeys();
  const rotate = useMutation({
    mutationFn: (seconds: number) =>
      call(dashboardApiKeyContracts.rotate, {
        params: { id: apiKey.id },
        body: { grace_period_seconds: seconds },
      }),
  });
  const product = products.find((candidate) => candidate.id === apiKey.product) ?? {
    ...unknownProduct,
    id: apiKey.product,
    label: productLabel(products, apiKey.product),
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!rotate.isPending && !rotate.data) rotate.mutate(Number(grace));
  };
  const close = () => {
    if (rotate.data || isOutcomeUnknown(rotate.error)) void refresh();
    onClose(rotate.data !== undefined);
  };

  return (
    <SecretDialog
      open
      onOpenChange={(next) => !next && close()}
      title={`Rotate “${apiKey.name}”`}
      description="A new key with the same scopes, limits and lifetime takes its place."
      revealTitle="Copy the new key"
      pending={rotate.isPending}
      revealed={rotate.data ? revealedKey(rotate.data, product, window.location.origin) : null}
      footer={
        <>
          <Button onClick={close} disabled={rotate.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={rotate.isPending}>
            Rotate key
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} ref={focusChoice} className="flex flex-col gap-2">
        {rotate.error && (
          <FormAlert>
            {isOutcomeUnknown(rotate.error) ? unclearOutcomeText("new key") : failureText(rotate.error)}
          </FormAlert>
        )}
        <span className="text-sm font-medium">The old key stops working</span>
        <Segmented label="The old key stops working" value={grace} onValueChange={setGrace} options={gracePeriods} />
        <p aria-live="polite" className="text-sm text-muted">
          {graceText(Number(grace), apiKey.expiresAt, openedAtMs)}
        </p>
      </form>
    </SecretDialog>
  );
}

const unknownProduct: Omit<KeyProduct, "id" | "label"> = {
  description: "",
  environments: [],
  scopes: [],
  perMinute: null,
  examples: [],
};

/** Begins at what has to be decided, not at the way out. */
function focusChoice(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>("input:checked")?.focus();
}
