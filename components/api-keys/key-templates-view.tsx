"use client";
import { LayoutTemplate } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { AddButton } from "@/components/ui/add-button";
import { BackLink } from "@/components/ui/back-link";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import { deleteKeyTemplateContract, type KeyTemplate } from "@/lib/features/api-keys/template-contract";
import { call } from "@/lib/http/call";
import type { KeyProduct } from "./key-product";
import { keyTemplateColumns, type TemplateAction } from "./key-template-columns";
import { keyTemplateList } from "./template-list";
import { useRefreshKeyTemplates } from "./use-key-templates";

const templateDialog = partOf(async () => (await import("./key-template-dialog")).KeyTemplateDialog);

type Props = {
  products: readonly [KeyProduct, ...KeyProduct[]];
  /** Why its reader may not change them; null where they may. */
  barred: string | null;
};

type Target = { action: TemplateAction; template: KeyTemplate } | { action: "create" };

/** The page of templates of new keys. */
export function KeyTemplatesView({ products, barred }: Props) {
  const list = useList(keyTemplateList());
  const [target, setTarget] = useState<Target | null>(null);
  const close = () => setTarget(null);
  return (
    <>
      <BackLink href="/dashboard/api-keys" label="API Keys" current="Templates" />
      <PageHeader
        title="Key templates"
        description="What new keys of your organization are given: whoever makes one chooses a template and changes what they need."
        actions={
          <AddButton variant="primary" reason={barred} onClick={() => setTarget({ action: "create" })}>
            Create template
          </AddButton>
        }
      />
      <TableList
        list={list}
        nouns={["template", "templates"]}
        columns={keyTemplateColumns}
        rowKey={({ id }) => id}
        context={{
          products,
          barred,
          onAction: (action: TemplateAction, template: KeyTemplate) => setTarget({ action, template }),
        }}
        empty={{
          icon: <LayoutTemplate />,
          title: "No templates yet",
          body: "With one, the same product, scopes, expiry, limits and tags need not be chosen again for each key.",
        }}
      />
      {target?.action === "create" && <OnDemand part={templateDialog} products={products} onClose={close} />}
      {target?.action === "edit" && (
        <OnDemand part={templateDialog} template={target.template} products={products} onClose={close} />
      )}
      {target?.action === "delete" && <DeleteTemplateDialog template={target.template} onClose={close} />}
    </>
  );
}

function DeleteTemplateDialog({ template, onClose }: { template: KeyTemplate; onClose: () => void }) {
  return (
    <ConfirmDialog
      danger
      title={`Delete “${template.name}”?`}
      confirmLabel="Delete template"
      action={() => call(deleteKeyTemplateContract, { params: { id: template.id } })}
      saved={() => ({ title: `“${template.name}” is deleted` })}
      refresh={useRefreshKeyTemplates()}
      onClose={onClose}
    >
      <p>Keys that were made with it stay as they are. Programs that name it get a 400 from then on.</p>
    </ConfirmDialog>
  );
}
