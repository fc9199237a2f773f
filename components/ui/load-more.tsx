"use client";
import { Button } from "./button";
import { failureText } from "./failure-text";
import { FieldProblem } from "./field-problem";

type Pages = {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: unknown;
  fetchNextPage: () => unknown;
};

/** The way to a list's next page, where there is one. */
export function LoadMore({ list }: { list: Pages }) {
  if (!list.hasNextPage) return null;
  return (
    <div className="mt-4 flex flex-col items-center gap-2">
      <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        Load more
      </Button>
      {list.isFetchNextPageError && <FieldProblem>{failureText(list.error)}</FieldProblem>}
    </div>
  );
}
