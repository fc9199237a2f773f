"use client";
import { CircleCheck, CircleX } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { LoadMore } from "@/components/ui/load-more";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { useAddress } from "@/components/ui/use-address";
import type { Evaluation, EvaluationResult } from "@/lib/features/evaluations/contract";
import { expectationText } from "./expectation-words";
import { useResults } from "./use-evaluations";

const filterNames = ["passed"] as const;

/** What became of each row; which rows are shown is in the address. */
export function ResultList({ evaluation }: { evaluation: Evaluation }) {
  const [{ passed }, setFilter] = useAddress(filterNames);
  const wanted = passed === "true" || passed === "false" ? passed : "";
  const list = useResults(evaluation.id, wanted);
  const results = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section aria-label="Results" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-[0.9375rem] font-semibold">Results</h2>
        <Segmented
          label="Which rows"
          value={wanted}
          onValueChange={(value) => setFilter({ passed: value })}
          options={[
            { value: "", label: "All" },
            { value: "false", label: `Failed (${evaluation.failed.toLocaleString("en")})` },
            { value: "true", label: `Passed (${evaluation.passed.toLocaleString("en")})` },
          ]}
        />
      </div>
      {list.isPending && <Skeleton className="h-40 w-full" />}
      {list.isError && results.length === 0 && (
        <ErrorState title="Results unavailable" body={failureText(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && results.length === 0 && (
        <EmptyState title="No such row" body={wanted === "false" ? "No row failed." : "No row passed."} />
      )}
      <ol className={list.isPlaceholderData ? "flex flex-col gap-3 opacity-60" : "flex flex-col gap-3"}>
        {results.map((result) => (
          <Result key={result.position} result={result} />
        ))}
      </ol>
      <LoadMore list={list} />
    </section>
  );
}

function Result({ result }: { result: EvaluationResult }) {
  const broken = result.checks.filter(({ passed }) => !passed);
  return (
    <li className="rounded-xl border bg-surface p-4">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2 text-sm">
        <span className="flex items-center gap-2 font-medium">
          {result.passed ? (
            <CircleCheck aria-hidden className="size-4 text-success-text" />
          ) : (
            <CircleX aria-hidden className="size-4 text-danger-text" />
          )}
          Row {result.position} {result.passed ? "passed" : "failed"}
        </span>
        <span className="text-muted tabular-nums">
          {result.error ? "not rendered" : `${result.length.toLocaleString("en")} characters`}
        </span>
      </div>
      {result.error && <p className="text-sm break-words text-danger-text">{result.error}</p>}
      {broken.length > 0 && (
        <ul className="mb-3 flex flex-col gap-1 text-sm">
          {broken.map(({ expectation, reason }) => (
            <li key={JSON.stringify(expectation)} className="break-words">
              <span className="text-muted">Expected: {expectationText(expectation)}.</span>{" "}
              <span className="text-danger-text">{reason}.</span>
            </li>
          ))}
        </ul>
      )}
      {!result.error && (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard
          tabIndex={0}
          className="max-h-56 overflow-auto rounded-lg bg-surface-sunken p-3 font-mono text-xs leading-relaxed whitespace-pre-wrap break-words"
        >
          {result.rendered}
          {result.truncated && "…"}
        </pre>
      )}
    </li>
  );
}
