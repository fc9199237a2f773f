import type { UseQueryResult } from "@tanstack/react-query";
import { Button } from "./button";
import { ErrorState } from "./error-state";
import { failureText } from "./failure-text";
import { FormAlert } from "./form-alert";

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

/** Says above a list that it could not be read anew, and reads it again. */
export function StaleNotice({ query: { error, refetch } }: { query: Omit<Unread, "isFetching"> }) {
  return (
    <div className="mb-4">
      <FormAlert>
        This list may be out of date. {failureText(error)}{" "}
        <Button size="sm" onClick={() => void refetch()}>
          Retry
        </Button>
      </FormAlert>
    </div>
  );
}
