"use client";
import { useQuery } from "@tanstack/react-query";
import { FormDialog } from "@/components/ui/form-dialog";
import { about } from "@/components/ui/form-problems";
import { Textarea } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import { UnreadState } from "@/components/ui/unread-state";
import { useContractForm } from "@/components/ui/use-contract-form";
import { putNamespaceContract } from "@/lib/features/limits/contract";
import { call } from "@/lib/http/call";
import { draftOf, emptyNamespace, type NamespaceDraft, problemsOf, settingsOf } from "./namespace-draft";
import { namespaceQuery, useRefreshNamespaces } from "./namespace-list";

type Props = { onClose: () => void };

/** Makes a namespace, or changes what one says. */
export function NamespaceDialog({ namespace, ...props }: Props & { namespace: string | null }) {
  return namespace === null ? (
    <NamespaceForm draft={emptyNamespace} isNew {...props} />
  ) : (
    <LoadedForm namespace={namespace} {...props} />
  );
}

function LoadedForm({ namespace, onClose }: Props & { namespace: string }) {
  // What is there now, as all of it is put in its place.
  const query = useQuery({ ...namespaceQuery(namespace), gcTime: 0, staleTime: 0 });
  if (query.isError) return <UnreadState what="Namespace" query={query} />;
  return query.data && !query.isFetching ? <NamespaceForm draft={draftOf(query.data)} onClose={onClose} /> : null;
}

function NamespaceForm({ draft, isNew = false, onClose }: Props & { draft: NamespaceDraft; isNew?: boolean }) {
  const form = useContractForm({
    values: draft,
    schema: putNamespaceContract.body,
    bodyOf: settingsOf,
    check: problemsOf,
    words: {
      windows: about("Windows"),
      overrides: about("Overrides"),
      concurrency: about("The number of slots"),
      description: about("The description"),
    },
    send: (body, { namespace }) => call(putNamespaceContract, { params: { namespace }, body }),
    // One that is there is changed from what it says now.
    ...(isNew ? { draft: "namespace" } : {}),
  });
  return (
    <FormDialog
      onClose={onClose}
      form={form}
      title={isNew ? "Create namespace" : `Limits of ${draft.namespace}`}
      description="They count from the next decision, on what was counted before."
      submitLabel={isNew ? "Create namespace" : "Save limits"}
      refresh={useRefreshNamespaces()}
      saved={({ data }) => ({ title: `“${data.namespace}” counts by these limits now` })}
    >
      {isNew && (
        <TextField
          control={form.control}
          name="namespace"
          label="Name"
          hint="Lower-case letters, digits, dots, hyphens and underscores; services ask by it."
          autoFocus
          placeholder="images"
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      )}
      <TextField
        control={form.control}
        name="description"
        label="Description (optional)"
        maxLength={200}
        autoComplete="off"
      />
      <TextField
        control={form.control}
        name="windows"
        label="Windows"
        hint="A JSON list: each has a name, a limit and a length such as 10s, 1h, 7d or 1mo, and may be sliding."
        as={Textarea}
        rows={4}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
      <TextField
        control={form.control}
        name="concurrency"
        label="Slots held at once (optional)"
        inputMode="numeric"
        autoComplete="off"
      />
      <TextField
        control={form.control}
        name="overrides"
        label="Overrides"
        hint="A JSON list of other windows or slots for an identifier, or for those that a pattern with * matches."
        as={Textarea}
        rows={3}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </FormDialog>
  );
}
