"use client";
import { ChoicesField } from "@/components/ui/choices-field";
import { defaultExpiry, type ExpiryChoice, expiryDays, expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { about } from "@/components/ui/form-problems";
import { Textarea } from "@/components/ui/input";
import { revealOf } from "@/components/ui/secret-dialog";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useField } from "@/components/ui/use-field";
import { managementProduct, productOf, scopeDefinitionsOf } from "@/lib/access/catalogue";
import { createManagementKeyContract, manageableProductIds } from "@/lib/features/api-keys/management-contract";
import { call } from "@/lib/http/call";
import { keyExpiryProblems, maximumKeyDays } from "./key-draft";
import { itemsIn } from "./key-extras";
import { useRefreshManagementKeys } from "./management-key-list";
import { revealedManagementKey } from "./management-key-secret";

type Draft = {
  name: string;
  scopes: string[];
  products: string[];
  expires_in_days: ExpiryChoice;
  ip_allowlist: string;
};

const emptyDraft: Draft = { name: "", scopes: [], products: [], expires_in_days: defaultExpiry, ip_allowlist: "" };

/** The request that a form stands for; no product chosen stands for all. */
function bodyOf({ name, scopes, products, expires_in_days, ip_allowlist }: Draft): object {
  const ranges = itemsIn(ip_allowlist);
  const { days } = expiryDays(expires_in_days, Date.now(), maximumKeyDays);
  return {
    name,
    scopes,
    ...(products.length > 0 ? { products } : {}),
    ...(days ? { expires_in_days: days } : {}),
    ...(ranges.length > 0 ? { ip_allowlist: ranges } : {}),
  };
}

const words = { name: about("The name"), scopes: "Choose at least one scope" };

/** Creates a management key and shows its secret in the same dialog. The draft survives closing. */
export function CreateManagementKeyDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const refresh = useRefreshManagementKeys();
  const form = useContractForm({
    values: emptyDraft,
    schema: createManagementKeyContract.body,
    bodyOf,
    check: ({ expires_in_days }) => keyExpiryProblems(expires_in_days),
    words,
    send: (body) => call(createManagementKeyContract, { body }),
    creates: "management key",
    draft: "management-key",
  });
  const scopes = useField({ control: form.control, name: "scopes" });
  const products = useField({ control: form.control, name: "products" });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Create management key"
      description="For your own backend. It works for the organization that you act for now, and while you administer this deployment."
      submitLabel="Create key"
      refresh={refresh}
      reveal={(made) => revealOf("Copy your new management key", revealedManagementKey(made))}
    >
      <TextField
        control={form.control}
        name="name"
        label="Name"
        hint="The service that will use it."
        autoFocus
        placeholder="Billing backend"
        maxLength={100}
        autoComplete="off"
      />
      <ChoicesField
        legend="Scopes"
        bound={scopes}
        options={scopeDefinitionsOf(managementProduct).map(({ id, description }) => ({ id, label: id, description }))}
      />
      <ChoicesField
        legend="Products"
        hint="None chosen: all, now and later."
        bound={products}
        options={manageableProductIds().map((id) => ({ id, label: productOf(id).label }))}
      />
      <ExpiryField control={form.control} name="expires_in_days" presets={expiryPresets} maximumDays={maximumKeyDays} />
      <TextField
        control={form.control}
        name="ip_allowlist"
        label="IP allow-list"
        hint="Addresses or CIDR ranges of your backend, one a line. Empty: any address."
        as={Textarea}
        rows={2}
        spellCheck={false}
        autoComplete="off"
        className="font-mono"
      />
    </FormDialog>
  );
}
