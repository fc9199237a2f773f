import type { UseQueryResult } from "@tanstack/react-query";
import { ErrorState } from "./error-state";
import { failureText } from "./failure-text";

/** What is asked for again. */
export type Unread = Pick<UseQueryResult, "error" | "isFetching" | "refetch">;

/** Says in the place of what could not be read why that is, and asks for it again. */
export function UnreadState({
  what,
  query: { error, isFetching, refetch },
  note,
  compact = false,
  heading = "h2",
}: {
  /** With a capital letter: "Usage". */
  what: string;
  query: Unread;
  /** What holds all the same, as a sentence. */
  note?: string;
  /** Within a card, which has a frame already. */
  compact?: boolean;
  /** `h1` where nothing else of the page is there. */
  heading?: "h1" | "h2";
}) {
  return (
    <ErrorState
      title={`${what} unavailable`}
      body={note ? `${failureText(error)} ${note}` : failureText(error)}
      onRetry={() => void refetch()}
      retrying={isFetching}
      compact={compact}
      heading={heading}
    />
  );
}
