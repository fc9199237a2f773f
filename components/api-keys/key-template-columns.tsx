import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { Menu } from "@/components/ui/menu";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { KeyTemplate } from "@/lib/features/api-keys/template-contract";
import { EnvironmentBadge } from "./key-badges";
import { type KeyProduct, productLabel } from "./key-product";
import { scopeSummary } from "./scope-choice";

export type TemplateAction = "edit" | "delete";

type Context = {
  products: readonly KeyProduct[];
  barred: string | null;
  onAction: (action: TemplateAction, template: KeyTemplate) => void;
};

export const keyTemplateColumns: readonly Column<KeyTemplate, Context>[] = [
  {
    label: "Name",
    as: "title",
    cell: ({ name, settings }) => <NameCell name={name} note={settings.description ?? ""} />,
  },
  {
    label: "Keys of",
    cell: ({ settings: { product, environment } }, { products }) => (
      <span className="flex flex-wrap items-center gap-2">
        {product === undefined ? "Any product" : productLabel(products, product)}
        {environment && <EnvironmentBadge environment={environment} />}
      </span>
    ),
  },
  {
    label: "Scopes",
    from: "md",
    cell: ({ settings: { product, scopes = [], roles = [] } }, { products }) =>
      scopes.length + roles.length === 0 ? (
        <span className="text-muted">As asked for</span>
      ) : (
        <span title={[...roles, ...scopes].join(", ")}>
          {scopeSummary(scopes, products.find(({ id }) => id === product)?.scopes ?? [], roles)}
        </span>
      ),
  },
  {
    label: "Expires after",
    from: "md",
    cell: ({ settings: { expires_in_days: days } }) =>
      days === undefined ? <span className="text-muted">Not said</span> : `${days} ${days === 1 ? "day" : "days"}`,
  },
  { label: "Changed", from: "lg", cell: ({ updated_at: at }) => <RelativeTime at={at} /> },
  {
    label: "Actions",
    as: "menu",
    cell: (template, { barred, onAction }) => {
      const may = barred === null ? {} : { disabled: true, reason: barred };
      return (
        <Menu
          trigger={
            <Button variant="ghost" size="sm" aria-label={`Actions for ${template.name}`} className="px-2">
              <Ellipsis aria-hidden className="size-4" />
            </Button>
          }
          items={[
            { label: "Edit…", icon: <Pencil aria-hidden />, onSelect: () => onAction("edit", template), ...may },
            {
              label: "Delete…",
              icon: <Trash2 aria-hidden />,
              danger: true,
              onSelect: () => onAction("delete", template),
              ...may,
            },
          ]}
        />
      );
    },
  },
];
