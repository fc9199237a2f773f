"use client";
import { Wallet } from "lucide-react";
import { useState } from "react";
import { AddButton } from "@/components/ui/add-button";
import type { FrameProps } from "@/components/ui/list-frame";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import type { BudgetLevel, ShownBudget } from "./budget-calls";
import { type BudgetAction, budgetColumns } from "./budget-columns";
import { BudgetAlertsDialog, CreateBudgetDialog, DeleteBudgetDialog, EditBudgetDialog } from "./budget-dialogs";
import { budgetList, ownBudgetList } from "./budget-list";

const refreshMs = 10_000;
const dialogs = { edit: EditBudgetDialog, alerts: BudgetAlertsDialog, delete: DeleteBudgetDialog };

/** The budgets over the organization with how far they have come. */
export function BudgetsView() {
  return <BudgetTable level="deployment" list={useList(budgetList(), { refreshMs })} />;
}

/** Those that the organization made for itself. */
export function OwnBudgetsView() {
  return <BudgetTable level="organization" list={useList(ownBudgetList(), { refreshMs })} />;
}

function BudgetTable({ level, list }: { level: BudgetLevel } & Pick<FrameProps<ShownBudget>, "list">) {
  const [isCreating, setIsCreating] = useState(false);
  const [target, setTarget] = useState<{ action: BudgetAction; budget: ShownBudget } | null>(null);
  const Chosen = target && dialogs[target.action];
  return (
    <>
      <div className="mb-4 flex sm:justify-end">
        <AddButton variant="primary" onClick={() => setIsCreating(true)}>
          Create budget
        </AddButton>
      </div>
      <TableList
        list={list}
        nouns={["budget", "budgets"]}
        columns={budgetColumns}
        rowKey={({ id }) => id}
        context={{ onAction: (action: BudgetAction, budget: ShownBudget) => setTarget({ action, budget }) }}
        empty={{
          icon: <Wallet />,
          title: "No budgets",
          body: "A budget tells how much of a product is used in a day, a month or the last days, or denies what is beyond it.",
        }}
      />
      {isCreating && <CreateBudgetDialog level={level} onClose={() => setIsCreating(false)} />}
      {target && Chosen && <Chosen level={level} budget={target.budget} onClose={() => setTarget(null)} />}
    </>
  );
}
