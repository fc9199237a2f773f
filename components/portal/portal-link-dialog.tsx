"use client";
import { ChoicesField } from "@/components/ui/choices-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { revealOf } from "@/components/ui/secret-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useField } from "@/components/ui/use-field";
import { productOf, productOfScope, scopeDefinitionsOf, scopeIds } from "@/lib/access/catalogue";
import { createPortalSessionContract, portalPartLabels } from "@/lib/features/portal/contract";
import { call } from "@/lib/http/call";

const parts = Object.entries(portalPartLabels).map(([id, label]) => ({ id, label }));

/** Makes a link to a customer's portal and shows it in the same dialog, this once. */
export function PortalLinkDialog({
  open,
  onClose,
  externalId,
}: {
  open: boolean;
  onClose: () => void;
  externalId: string;
}) {
  const form = useContractForm({
    values: { shows: parts.map(({ id }) => id), scopes: [] as string[] },
    schema: createPortalSessionContract.body,
    bodyOf: ({ shows, scopes }) => ({ external_id: externalId, shows, scopes }),
    words: { shows: "Choose at least one" },
    send: (body) => call(createPortalSessionContract, { body }),
    creates: "link",
    draft: `portal-link ${externalId}`,
  });
  const { control } = form;
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Make a link to their portal"
      submitLabel="Make link"
      reveal={({ data }) =>
        revealOf("Copy the link", {
          secret: data.url ?? "",
          label: "Link",
          note: "It is shown this once, opens the portal in one browser, and is good for ten minutes.",
        })
      }
    >
      <ChoicesField legend="It shows" bound={useField({ control, name: "shows" })} options={parts} />
      <ChoicesField
        legend="Keys that they make may"
        hint="None chosen: they make none."
        bound={useField({ control, name: "scopes" })}
        options={offeredScopes()}
      />
    </FormDialog>
  );
}

/** What keys can hold at all, of products whose keys anybody may make. */
function offeredScopes() {
  return scopeIds().flatMap((id) => {
    const product = productOfScope(id);
    const known = scopeDefinitionsOf(product).find((scope) => scope.id === id);
    if (!known || productOf(product).instanceAdminOnly || id.startsWith("organization:")) return [];
    return [{ id, label: id, description: `${productOf(product).label}: ${known.description}` }];
  });
}
