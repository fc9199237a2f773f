"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import {
  createKeyTemplateContract,
  type KeyTemplate,
  updateKeyTemplateContract,
} from "@/lib/features/api-keys/template-contract";
import { call } from "@/lib/http/call";
import { emptyDraft, keyProblems, keyWords } from "./key-draft";
import { KeyFields } from "./key-fields";
import type { KeyProduct } from "./key-product";
import { templateBodyOf, templateDraft } from "./template-draft";
import { useRefreshKeyTemplates } from "./use-key-templates";

type Props = {
  /** Absent: a new one. */
  template?: KeyTemplate | undefined;
  products: readonly [KeyProduct, ...KeyProduct[]];
  onClose: () => void;
};

/** Makes a template of new keys, or changes one. */
export function KeyTemplateDialog({ template, products, onClose }: Props) {
  const form = useContractForm({
    values: template ? templateDraft(template, products) : emptyDraft(products[0]),
    // What a key may be asked for with is what a template may say.
    schema: dashboardApiKeyContracts.create.body,
    bodyOf: (draft) => templateBodyOf(draft, products),
    check: (draft) => keyProblems(draft),
    words: keyWords,
    send: ({ name, ...settings }) => {
      const body = { name, settings };
      if (template) return call(updateKeyTemplateContract, { params: { id: template.id }, body });
      return call(createKeyTemplateContract, { body });
    },
    ...(template ? {} : { creates: "template", draft: "key-template" }),
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title={template ? `Edit “${template.name}”` : "Create template"}
      description="What new keys are given; whoever makes one may say otherwise. Keys that were made stay as they are."
      submitLabel={template ? "Save changes" : "Create"}
      saved={({ data }) => ({ title: template ? "Changes saved" : `“${data.name}” is there to choose` })}
      refresh={useRefreshKeyTemplates()}
    >
      <TextField
        control={form.control}
        name="name"
        label="Name"
        autoFocus
        placeholder="Partner, read-only"
        maxLength={100}
        autoComplete="off"
      />
      <KeyFields control={form.control} products={products} forCustomers={false} />
    </FormDialog>
  );
}
