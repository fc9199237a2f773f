"use client";
import { useQuery } from "@tanstack/react-query";
import { FormDialog } from "@/components/ui/form-dialog";
import { SelectField } from "@/components/ui/form-fields";
import { revealOf } from "@/components/ui/secret-dialog";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { keyProblems } from "./key-draft";
import { KeyFields } from "./key-fields";
import { type KeyProduct, productNamed } from "./key-product";
import { revealedKey } from "./key-secret";
import { emptyOneKey, isBegunForOne, isOfOneKey, oneKeyBodyOf, oneKeyWords } from "./one-key-draft";
import { OneKeyFields } from "./one-key-fields";
import { filledFrom } from "./template-draft";
import { keyTemplatesOptions } from "./template-list";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = {
  open: boolean;
  onClose: () => void;
  /** Begins with production, where the first product has it. */
  forProduction: boolean;
  products: readonly [KeyProduct, ...KeyProduct[]];
  /** The organization has customers, and its reader may name one. */
  forCustomers: boolean;
};

/** Creates a key and shows its secret in the same dialog. The draft survives closing. */
export function CreateApiKeyDialog({ open, onClose, forProduction, products, forCustomers }: Props) {
  const refresh = useRefreshApiKeys();
  const productOf = (id: string) => productNamed(products, id);
  const form = useContractForm({
    values: emptyOneKey(products[0], forProduction),
    schema: dashboardApiKeyContracts.create.body,
    bodyOf: (draft) => oneKeyBodyOf(draft, productOf(draft.product)),
    check: (draft) => keyProblems(draft),
    words: oneKeyWords,
    send: (body) => call(dashboardApiKeyContracts.create, { body }),
    creates: "key",
    draft: "api-key",
  });
  const { control } = form;
  const template = useValue(control, "template");
  const { data: templates = [] } = useQuery(keyTemplatesOptions);
  const chooseTemplate = (id: string) => {
    const chosen = templates.find((one) => one.id === id);
    if (chosen) control.setValues(filledFrom(chosen, { ...control.getValues(), template: id }, products));
  };
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Create API Key"
      submitLabel="Create"
      refresh={refresh}
      reveal={(made) =>
        revealOf("Copy your new key", revealedKey(made, productOf(made.data.product), window.location.origin))
      }
    >
      <TextField
        control={control}
        name="name"
        label="Name"
        hint="Where it will be used, so that you recognise it later."
        // The dialog opens on the one thing that has to be typed.
        autoFocus
        placeholder="Checkout service"
        maxLength={100}
        autoComplete="off"
      />
      {templates.length > 0 && (
        <SelectField
          control={control}
          name="template"
          label="Template"
          hint="It fills in what follows, which can be changed."
          options={[{ value: "", label: "None" }, ...templates.map(({ id, name }) => ({ value: id, label: name }))]}
          onChosen={chooseTemplate}
        />
      )}
      {/* Drawn anew by a template, so that what it filled in is not folded away. */}
      <KeyFields
        key={template}
        control={control}
        products={products}
        forCustomers={forCustomers}
        last={{
          fields: <OneKeyFields control={control} />,
          isBegun: () => isBegunForOne(control.getValues()),
          has: isOfOneKey,
        }}
      />
    </FormDialog>
  );
}
