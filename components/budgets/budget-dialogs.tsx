"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { FormDialog } from "@/components/ui/form-dialog";
import { PickerField, SegmentedField, SelectField } from "@/components/ui/form-fields";
import { about } from "@/components/ui/form-problems";
import { ListFrame } from "@/components/ui/list-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { type Control, useValue } from "@/components/ui/use-field";
import { useList } from "@/components/ui/use-list";
import { productOf } from "@/lib/access/catalogue";
import { budgetProductIds, createBudgetContract, updateBudgetContract } from "@/lib/features/budgets/contract";
import { type BudgetLevel, changeBudget, endBudget, makeBudget, type ShownBudget } from "./budget-calls";
import { hasTestKeys, newBudgetOf, periods, settingsDraftOf, settingsOf, settingsProblems } from "./budget-draft";
import { budgetAlertList, useRefreshBudgets } from "./budget-list";
import { whoseText } from "./budget-text";
import { ownersOf } from "./owner-source";

type Props = { level: BudgetLevel; onClose: () => void };
type OneProps = Props & { budget: ShownBudget };

const owners = [
  { value: "organization", label: "Organization" },
  { value: "customer", label: "Customers" },
  { value: "key", label: "Keys" },
];
/** Customers are for those who manage them. */
const ownOwners = owners.filter(({ value }) => value !== "customer");
const ends = [
  { value: "soft", label: "Only tells" },
  { value: "hard", label: "Denies" },
];
const environments = [
  { value: "production", label: "Production" },
  { value: "development", label: "Development" },
];
const words = {
  amount: about("The amount"),
  thresholds: about("The thresholds"),
  mail_to: about("The addresses"),
};

/** Makes a budget. What was typed survives closing. */
export function CreateBudgetDialog({ level, onClose }: Props) {
  const form = useContractForm({
    values: {
      ...{ name: "", of: "organization", subject: "", product: budgetProductIds()[0] ?? "", per: "1mo" },
      environment: "production",
      ...{ amount: "", hard: "soft", thresholds: "50, 80, 100", mail_to: "" },
    },
    schema: createBudgetContract.body,
    bodyOf: newBudgetOf,
    check: settingsProblems,
    words: { ...words, name: about("The name"), subject: about("It") },
    send: async (body) => ({ made: await makeBudget(level, body) }),
    creates: "budget",
    draft: level === "organization" ? "own-budget" : "budget",
  });
  const of = useValue(form.control, "of");
  const product = useValue(form.control, "product");
  return (
    <FormDialog
      onClose={onClose}
      form={form}
      title="Create budget"
      description="How much of a product may be used in a period. It counts from now on."
      submitLabel="Create budget"
      refresh={useRefreshBudgets()}
      saved={({ made }) => ({ title: `The budget “${made.name}” counts now` })}
    >
      <TextField
        control={form.control}
        name="name"
        label="Name"
        autoFocus
        placeholder="monthly-tokens"
        maxLength={40}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
      <SelectField
        control={form.control}
        name="product"
        label="Product"
        options={budgetProductIds().map((id) => ({ value: id, label: productOf(id).label }))}
      />
      {hasTestKeys(product) && (
        <SegmentedField control={form.control} name="environment" label="Environment" options={environments} />
      )}
      <SegmentedField
        control={form.control}
        name="of"
        label="For"
        options={level === "organization" ? ownOwners : owners}
        // What was chosen is of the other kind.
        onChosen={() => form.control.setValue("subject", "")}
      />
      {(of === "customer" || of === "key") && (
        <PickerField
          key={of}
          control={form.control}
          name="subject"
          label={of === "customer" ? "Customer" : "Key"}
          anything={`Each ${of}, by itself`}
          hint={level === "organization" ? "Keys of customers count on none of your own budgets." : null}
          source={ownersOf(level, of)}
        />
      )}
      <SelectField control={form.control} name="per" label="Period" options={periods} />
      <SettingFields control={form.control} level={level} />
    </FormDialog>
  );
}

/** Changes how much a budget is, and what happens at its thresholds and its end. */
export function EditBudgetDialog({ level, budget, onClose }: OneProps) {
  const form = useContractForm({
    values: settingsDraftOf(budget),
    schema: updateBudgetContract.body,
    bodyOf: settingsOf,
    check: settingsProblems,
    words,
    send: async (body) => ({ changed: await changeBudget(level, budget.id, body) }),
  });
  return (
    <FormDialog
      onClose={onClose}
      form={form}
      title={`Change “${budget.name}”`}
      description={`What is used of ${productOf(budget.product).label} by ${whoseText(budget)}. It counts from the next decision, on what was counted before.`}
      submitLabel="Save budget"
      refresh={useRefreshBudgets()}
      saved={({ changed }) => ({ title: `The budget “${changed.name}” is changed` })}
    >
      <SettingFields control={form.control} level={level} />
    </FormDialog>
  );
}

/** The fields of what can be changed; both forms hold them under the same names. */
function SettingFields<V extends ReturnType<typeof settingsDraftOf>>({
  control: whole,
  level,
}: {
  control: Control<V>;
  level: BudgetLevel;
}) {
  // Both forms hold these fields, and a field listens to its own part alone.
  const control = whole as unknown as Control<ReturnType<typeof settingsDraftOf>>;
  return (
    <>
      <TextField
        control={control}
        name="amount"
        label="Amount"
        hint="Requests, or what they cost."
        inputMode="numeric"
        autoComplete="off"
      />
      <SegmentedField control={control} name="hard" label="When it is used up" options={ends} />
      <TextField
        control={control}
        name="thresholds"
        label="Tell at (percent)"
        autoComplete="off"
        placeholder="50, 80, 100"
      />
      {level === "deployment" && (
        <TextField
          control={control}
          name="mail_to"
          label="Mail to (optional)"
          hint="Without an address, the organization's owners and admins are told."
          autoComplete="off"
        />
      )}
    </>
  );
}

/** What a budget told of. */
export function BudgetAlertsDialog({ level, budget, onClose }: OneProps) {
  const list = useList(budgetAlertList(level, budget.id));
  return (
    <Dialog open onOpenChange={onClose} title={`Alerts of “${budget.name}”`} description="The latest first.">
      <ListFrame
        list={list}
        nouns={["alert", "alerts"]}
        empty={{ title: "None", body: "No threshold was reached yet." }}
        inCard
      >
        {(alerts) => (
          <ul className="divide-y text-sm">
            {alerts.map(({ owner, owner_label, percent, used, amount, told_at }) => (
              <li
                key={`${owner} ${percent} ${told_at}`}
                className="flex flex-wrap justify-between gap-x-4 gap-y-1 py-2"
              >
                <span className="min-w-0">
                  {percent}%: {used.toLocaleString("en-US")} of {amount.toLocaleString("en-US")}
                  {budget.of !== "organization" && (
                    <>
                      {owner_label !== null && <bdi className="block wrap-anywhere">{owner_label}</bdi>}
                      <span className="block font-mono text-xs break-all text-muted">{owner}</span>
                    </>
                  )}
                </span>
                <span className="text-muted">
                  <RelativeTime at={told_at} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </ListFrame>
    </Dialog>
  );
}

/** Asks before a budget ends. */
export function DeleteBudgetDialog({ level, budget, onClose }: OneProps) {
  return (
    <ConfirmDialog
      danger
      title={`Delete “${budget.name}”?`}
      confirmLabel="Delete budget"
      action={() => endBudget(level, budget.id)}
      saved={() => ({ title: `The budget “${budget.name}” is deleted` })}
      refresh={useRefreshBudgets()}
      onClose={onClose}
    >
      <p className="wrap-anywhere">
        It is for <bdi>{whoseText(budget)}</bdi>. It denies and tells nothing any more, and what it counted and told is
        gone.
      </p>
    </ConfirmDialog>
  );
}
