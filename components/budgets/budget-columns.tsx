import { Bell, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { Menu } from "@/components/ui/menu";
import { NameCell } from "@/components/ui/name-cell";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import { productOf } from "@/lib/access/catalogue";
import type { ShownBudget } from "./budget-calls";
import { periodText } from "./budget-text";

export type BudgetAction = "edit" | "alerts" | "delete";

type Context = { onAction: (action: BudgetAction, budget: ShownBudget) => void };

export const budgetColumns: readonly Column<ShownBudget, Context>[] = [
  {
    label: "Name",
    as: "title",
    cell: ({ name, product, environment }) => (
      <NameCell
        name={name}
        note={environment === "production" ? productOf(product).label : `${productOf(product).label}, test keys`}
      />
    ),
  },
  { label: "For", cell: (budget) => <Whose budget={budget} /> },
  { label: "Used", cell: (budget) => <Used budget={budget} /> },
  {
    label: "When used up",
    from: "md",
    cell: ({ hard }) => (hard ? <Badge tone="warning">Denies</Badge> : <Badge tone="neutral">Tells</Badge>),
  },
  {
    label: "Actions",
    as: "menu",
    cell: (budget, { onAction }) => (
      <Menu
        trigger={
          <Button variant="ghost" size="sm" aria-label={`Actions for ${budget.name}`} className="px-2">
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
        items={[
          { label: "Alerts…", icon: <Bell aria-hidden />, onSelect: () => onAction("alerts", budget) },
          { label: "Change…", icon: <Pencil aria-hidden />, onSelect: () => onAction("edit", budget) },
          { label: "Delete…", icon: <Trash2 aria-hidden />, danger: true, onSelect: () => onAction("delete", budget) },
        ]}
      />
    ),
  },
];

/** Whom a budget is of: their name, and what tells those of one name apart; where nothing else is left, that alone. */
function Whose({ budget: { of, subject, subject_label } }: { budget: ShownBudget }) {
  if (of !== "organization" && subject === null) return `Each ${of}`;
  const note = subject ?? "The organization";
  const isGone = subject_label === null && subject !== null;
  return (
    // Cards of phones lay a cell's parts out side by side, which leaves neither room.
    <div className="min-w-0">
      <NameCell
        name={subject_label ?? (isGone ? `A ${of} that is gone` : note)}
        note={(isGone || subject_label !== null) && <span title={note}>{note}</span>}
        mono={subject !== null}
      />
    </div>
  );
}

function Used({ budget }: { budget: ShownBudget }) {
  const { amount, progress, of, subject } = budget;
  const whole = `${amount.toLocaleString("en-US")} ${periodText(budget)}`;
  if (!progress) {
    const isOfEach = of !== "organization" && subject === null;
    return <span className="text-muted">{isOfEach ? `${whole} for each` : `Use unavailable, of ${whole}`}</span>;
  }
  return (
    <div className="flex min-w-40 flex-col gap-1">
      <span className="tabular-nums">
        {progress.used.toLocaleString("en-US")} of {whole}
      </span>
      <Progress value={progress.used} max={amount} label={`Used of ${budget.name}`} />
      {/* What slides gets room again little by little. */}
      {!budget.rolling && (
        <span className="text-xs text-muted">
          Resets <RelativeTime at={progress.resets_at} />
        </span>
      )}
    </div>
  );
}
