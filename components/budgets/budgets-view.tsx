"use client";
import { Plus, Wallet } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import type { Budget } from "@/lib/features/budgets/contract";
import { type BudgetAction, budgetColumns } from "./budget-columns";
import { BudgetAlertsDialog, CreateBudgetDialog, DeleteBudgetDialog, EditBudgetDialog } from "./budget-dialogs";
import { budgetList } from "./budget-list";

const dialogs = { edit: EditBudgetDialog, alerts: BudgetAlertsDialog, delete: DeleteBudgetDialog };

/** The organization's budgets with how far they have come. */
export function BudgetsView() {
  const list = useList(budgetList(), { refreshMs: 10_000 });
  const [isCreating, setIsCreating] = useState(false);
  const [target, setTarget] = useState<{ action: BudgetAction; budget: Budget } | null>(null);
  const Chosen = target && dialogs[target.action];
  return (
    <>
      <div className="mb-4 flex justify-end">
        <Button variant="primary" onClick={() => setIsCreating(true)}>
          <Plus aria-hidden className="size-4" />
          Create budget
        </Button>
      </div>
      <TableList
        list={list}
        nouns={["budget", "budgets"]}
        columns={budgetColumns}
        rowKey={({ id }) => id}
        context={{ onAction: (action: BudgetAction, budget: Budget) => setTarget({ action, budget }) }}
        empty={{
          icon: <Wallet />,
          title: "No budgets",
          body: "A budget tells how much of a product is used in a day, a month or the last days, or denies what is beyond it.",
        }}
      />
      {isCreating && <CreateBudgetDialog onClose={() => setIsCreating(false)} />}
      {target && Chosen && <Chosen budget={target.budget} onClose={() => setTarget(null)} />}
    </>
  );
}
