"use client";
import type { z } from "zod";
import { FormDialog } from "@/components/ui/form-dialog";
import { revealOf } from "@/components/ui/secret-dialog";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import { useContractForm } from "@/components/ui/use-contract-form";
import { type WebhookDraft, webhookWords } from "./webhook-draft";
import { WebhookForm } from "./webhook-form";

type Shared<S extends z.ZodType> = {
  /** What the form begins with. */
  values: WebhookDraft;
  /** The contract's schema of what is sent. */
  schema: S;
  /** Loads what shows endpoints again. */
  refresh: () => Promise<void>;
  onClose: () => void;
};

type CreateProps<S extends z.ZodType, Made> = Shared<S> & {
  open: boolean;
  bodyOf: (values: WebhookDraft) => unknown;
  send: (body: z.output<S>) => Promise<Made>;
  revealed: (made: Made) => RevealedSecret;
  /** Under this name what was typed outlives the dialog. */
  draft: string;
};

/** Adds an endpoint and shows its signing secret in the same dialog. */
export function CreateEndpointDialog<S extends z.ZodType, Made>(props: CreateProps<S, Made>) {
  const { open, values, schema, bodyOf, send, revealed, refresh, draft, onClose } = props;
  const form = useContractForm({ values, schema, bodyOf, words: webhookWords, send, creates: "endpoint", draft });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Add endpoint"
      submitLabel="Add endpoint"
      refresh={refresh}
      reveal={(made) => revealOf("Copy the signing secret", revealed(made))}
    >
      <WebhookForm form={form} isNew />
    </FormDialog>
  );
}

type EditProps<S extends z.ZodType> = Omit<Shared<S>, "onClose"> & {
  send: (body: z.output<S>) => Promise<unknown>;
  /** Hears what was saved; undefined where nothing was. */
  onClose: (saved: unknown) => void;
};

/** Changes URL, description and events of an endpoint. */
export function EditEndpointDialog<S extends z.ZodType>({ values, schema, send, refresh, onClose }: EditProps<S>) {
  const form = useContractForm({
    values,
    schema,
    bodyOf: ({ url, description, events }) => ({ url, description, events }),
    words: webhookWords,
    send,
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Edit endpoint"
      submitLabel="Save"
      saved={() => ({ title: "Endpoint saved" })}
      refresh={refresh}
    >
      <WebhookForm form={form} isNew={false} />
    </FormDialog>
  );
}
