"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { count } from "@/components/ui/figures";
import { LimitBar } from "@/components/ui/limit-bar";
import { resetDistance, resetMoment } from "@/components/ui/reset-time";
import { StaleNotice, UnreadState } from "@/components/ui/unread-state";
import { useNow } from "@/components/ui/use-now";
import { useOwnLocale } from "@/components/ui/use-own-locale";
import { productOf } from "@/lib/access/catalogue";
import type { CountingBudget } from "@/lib/features/budgets/counting-contract";
import { periodText, whoseText } from "./budget-text";
import { countingBudgetsQuery } from "./counting-query";

const pages = { organization: "/dashboard/usage/budgets", deployment: "/dashboard/admin/budgets" };

/** The budgets that count for the reader beside the limits above, with what is used of them; nothing where there are none. */
export function CountingBudgets() {
  const query = useQuery(countingBudgetsQuery);
  const nowMs = useNow(1_000, query.dataUpdatedAt);
  const { data } = query;
  if (query.isPending || data?.length === 0) return null;
  return (
    <section aria-labelledby="counting-budgets" className="mt-4 border-t border-border pt-4">
      <h3 id="counting-budgets" className="mb-3 text-sm font-medium">
        Budgets
      </h3>
      {!data && <UnreadState compact what="Budgets" query={query} note="They still apply." />}
      {data && query.isError && <StaleNotice query={query} />}
      <ul className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {data?.map((budget) => (
          <li key={`${budget.made_by} ${budget.name}`} className="min-w-0">
            <CountingBudgetRow budget={budget} nowMs={nowMs} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CountingBudgetRow({ budget, nowMs }: { budget: CountingBudget; nowMs: number }) {
  const { name, product, environment, amount, hard, progress } = budget;
  const of = environment === "production" ? productOf(product).label : `${productOf(product).label}, test keys`;
  const about = (
    <>
      {of}, {periodText(budget)}, for <bdi>{whoseText(budget)}</bdi>.{" "}
      {hard ? "Denies what is beyond it." : "Only tells."}
      <ChangeLink budget={budget} />
    </>
  );
  if (!progress) {
    const isOfEach = budget.of !== "organization" && budget.subject === null;
    return (
      <>
        <div className="flex items-baseline justify-between gap-3 text-sm">
          <span className="min-w-0 wrap-anywhere text-muted">{name}</span>
          <span className="shrink-0 tabular-nums">
            {count(amount)} {isOfEach ? "each" : <span className="text-muted">(use unavailable)</span>}
          </span>
        </div>
        <p className="mt-1.5 text-xs wrap-anywhere text-muted">{about}</p>
      </>
    );
  }
  // Between two readings a period may have ended; what slides goes on.
  const isOver = !budget.rolling && Date.parse(progress.resets_at) <= nowMs;
  const used = isOver ? 0 : progress.used;
  const isUsedUp = used >= amount;
  return (
    <LimitBar of={`Budget for ${of}`} label={name} used={used} limit={amount} isUsedUp={isUsedUp}>
      {isUsedUp && <span className="font-medium text-danger-text">Used up. </span>}
      <ResetText rolling={budget.rolling} isUsedUp={isUsedUp} at={progress.resets_at} nowMs={nowMs} />
      {about}
    </LimitBar>
  );
}

/** When it begins anew; what slides gets room again little by little, which is worth a word once it has none. */
function ResetText({
  rolling,
  isUsedUp,
  at,
  nowMs,
}: {
  rolling: boolean;
  isUsedUp: boolean;
  at: string;
  nowMs: number;
}) {
  const locale = useOwnLocale();
  if (rolling && !isUsedUp) return null;
  return (
    <>
      {rolling ? "Room again" : "Resets"} {resetMoment(at, nowMs, locale)} ({resetDistance(at, nowMs)}).{" "}
    </>
  );
}

function ChangeLink({ budget: { name, made_by, changeable } }: { budget: CountingBudget }) {
  if (!changeable) return null;
  return (
    <>
      {" "}
      <Link
        href={pages[made_by]}
        aria-label={`Change the budget ${name}`}
        className="font-medium text-accent-text underline"
      >
        Change
      </Link>
    </>
  );
}
