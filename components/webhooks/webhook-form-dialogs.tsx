"use client";
import { useState } from "react";
import type { z } from "zod";
import { changedValues } from "@/components/ui/changed-values";
import { FormDialog, type Saved } from "@/components/ui/form-dialog";
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

type Editable = Pick<WebhookDraft, "url" | "description" | "events">;

type EditProps<S extends z.ZodType> = Shared<S> & { send: (body: z.output<S>) => Promise<Editable> };

/** Changes URL, description and events of an endpoint, which its message sets back. */
export function EditEndpointDialog<S extends z.ZodType>({ values, schema, send, refresh, onClose }: EditProps<S>) {
  // The page reads the endpoint again while this is open; what was opened is what is changed, and set back.
  const [before] = useState(() => editableOf(values));
  const saved = (after: Editable): Saved => {
    const back = changedValues(before, editableOf(after));
    const undo = async (body: object) => {
      await send(schema.parse(body));
      await refresh();
    };
    return { title: "Endpoint saved", ...(back ? { undo: () => undo(back) } : {}) };
  };
  const bodyOf = (draft: WebhookDraft) => changedValues(editableOf(draft), before) ?? editableOf(draft);
  const form = useContractForm({ values, schema, bodyOf, words: webhookWords, send });
  return (
    <FormDialog form={form} onClose={onClose} title="Edit endpoint" submitLabel="Save" saved={saved} refresh={refresh}>
      <WebhookForm form={form} isNew={false} />
    </FormDialog>
  );
}

function editableOf({ url, description, events }: Editable): Editable {
  return { url, description, events };
}
