"use client";
import { CircleCheck, CircleX } from "lucide-react";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListFrame } from "@/components/ui/list-frame";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import type { Evaluation, EvaluationResult } from "@/lib/features/evaluations/contract";
import { resultFilters, resultList } from "./evaluation-lists";
import { expectationText } from "./expectation-words";

/** What became of each row; which rows are shown is in the address. */
export function ResultList({ evaluation }: { evaluation: Evaluation }) {
  const address = useAddress(resultFilters);
  // Results never change once they are there.
  const list = useList(resultList(evaluation.id, address.values), { staleMs: Number.POSITIVE_INFINITY });
  const options = [
    { value: "", label: "All" },
    { value: "false", label: `Failed (${evaluation.failed.toLocaleString("en")})` },
    { value: "true", label: `Passed (${evaluation.passed.toLocaleString("en")})` },
  ];
  return (
    <section aria-label="Results">
      <h2 className="mb-3 text-heading">Results</h2>
      <ListFrame
        list={list}
        nouns={["result", "results"]}
        address={address}
        filters={
          <FilterBar address={address} controls={[{ as: "segmented", name: "passed", label: "Which rows", options }]} />
        }
        empty={{ title: "No results", body: "The dataset had no rows." }}
      >
        {(results) => (
          <ol className="flex flex-col gap-3">
            {results.map((result) => (
              <Result key={result.position} result={result} />
            ))}
          </ol>
        )}
      </ListFrame>
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
