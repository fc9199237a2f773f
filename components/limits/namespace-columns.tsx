import { Ellipsis, FlaskConical, Pencil, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { Menu } from "@/components/ui/menu";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ListedNamespace } from "@/lib/features/limits/contract";
import { limitsText } from "./limits-text";

export type NamespaceAction = "try" | "edit" | "delete";

type Context = { onAction: (action: NamespaceAction, namespace: string) => void };

export const namespaceColumns: readonly Column<ListedNamespace, Context>[] = [
  {
    label: "Name",
    as: "title",
    cell: ({ namespace, description }) => (
      <NameCell
        name={namespace}
        href={`/dashboard/admin/limits/${encodeURIComponent(namespace)}`}
        {...(description ? { note: description } : {})}
      />
    ),
  },
  { label: "Limits", cell: limitsText },
  { label: "Changed", from: "lg", cell: ({ updated_at }) => <RelativeTime at={updated_at} /> },
  {
    label: "Actions",
    as: "menu",
    cell: ({ namespace }, { onAction }) => (
      <Menu
        trigger={
          <Button variant="ghost" size="sm" aria-label={`Actions for ${namespace}`} className="px-2">
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
        items={[
          { label: "Ask…", icon: <FlaskConical aria-hidden />, onSelect: () => onAction("try", namespace) },
          { label: "Change limits…", icon: <Pencil aria-hidden />, onSelect: () => onAction("edit", namespace) },
          {
            label: "Delete…",
            icon: <Trash2 aria-hidden />,
            danger: true,
            onSelect: () => onAction("delete", namespace),
          },
        ]}
      />
    ),
  },
];
