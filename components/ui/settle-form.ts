import type { ContractForm } from "./use-contract-form";

const plain = (value: unknown) => (typeof value === "string" ? value.trim() : JSON.stringify(value));

/** Begins a form anew with what was saved, beside which stays what was typed since `sent` was sent. */
export function settleForm<V extends object>(
  { control, reset }: Pick<ContractForm<V, unknown>, "control" | "reset">,
  saved: V,
  sent = saved,
): void {
  const now = Object.entries(control.getValues());
  reset(saved);
  const typed = now.filter(([name, value]) => plain(value) !== plain(Reflect.get(sent, name)));
  control.setValues({ ...saved, ...Object.fromEntries(typed) });
}
