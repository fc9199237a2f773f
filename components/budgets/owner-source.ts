import type { PickerSource } from "@/components/ui/search-picker";
import { findOwnersContract, findOwnKeysContract, type OwnerQuery } from "@/lib/features/budgets/choice-contract";
import { call } from "@/lib/http/call";
import type { BudgetLevel } from "./budget-calls";

/** The customers or keys that a budget of a level can be of, to be searched. */
export function ownersOf(level: BudgetLevel, of: OwnerQuery["of"]): PickerSource {
  const read = async (query: Omit<OwnerQuery, "of">, signal: AbortSignal) => {
    const { data } =
      level === "organization"
        ? await call(findOwnKeysContract, { query }, { signal })
        : await call(findOwnersContract, { query: { of, ...query } }, { signal });
    return data;
  };
  return {
    group: `budget-owners-${level}-${of}`,
    find: async (search, signal) =>
      (await read({ search }, signal)).map(({ id, name, hint }) => ({ value: id, label: name, note: hint })),
    name: async (id, signal) => (await read({ id }, signal))[0]?.name ?? null,
  };
}
