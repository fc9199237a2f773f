"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { LoadMore } from "@/components/ui/load-more";
import { useToast } from "@/components/ui/toast";
import { endOtherSessionsContract, endSessionContract, type SignedInSession } from "@/lib/features/accounts/contract";
import { CallError, call } from "@/lib/http/call";
import { sessionsQuery } from "./account-queries";
import { SessionRow } from "./session-row";
import { SessionsSkeleton } from "./sessions-skeleton";
import { deviceOf } from "./user-agent";

/** Where the user is signed in, this device first, with the means to end the others. */
export function SessionsList() {
  const read = useInfiniteQuery(sessionsQuery);
  const { data, isPending, refetch } = read;
  const [asking, setAsking] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const queries = useQueryClient();
  const toast = useToast();

  const settled = async (title: string) => {
    await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    toast.show({ title, tone: "success" });
    // The button that had the focus is gone with its row.
    list.current?.focus();
  };
  const failed = (error: unknown) =>
    toast.show({ title: "Not signed out", description: failureText(error), tone: "danger" });

  const endOne = useMutation({
    mutationFn: async ({ id }: SignedInSession) => {
      await call(endSessionContract, { params: { id } }).catch((error: unknown) => {
        // Ended elsewhere in the meantime: what was wanted.
        if (!(error instanceof CallError && error.status === 404)) throw error;
      });
    },
    onSuccess: (_, session) => settled(`Signed out ${deviceOf(session.user_agent).name}`),
    onError: failed,
  });
  const endOthers = useMutation({
    mutationFn: () => call(endOtherSessionsContract, {}),
    onSuccess: () => settled("Signed out everywhere else"),
    onError: failed,
    onSettled: () => setAsking(false),
  });

  if (!data && !isPending) {
    return (
      <ErrorState
        title="Sessions unavailable"
        body="Where you are signed in could not be read."
        onRetry={() => void refetch()}
      />
    );
  }
  const sessions = data?.pages.flatMap((page) => page.data);
  const others = (data?.pages.at(-1)?.total ?? 0) - (sessions?.filter((session) => session.current).length ?? 0);

  return (
    <Card
      title="Sessions"
      description="Browsers and programs that are signed in as you"
      actions={
        others > 0 && (
          <Button size="sm" onClick={() => setAsking(true)}>
            Sign out all others
          </Button>
        )
      }
    >
      {sessions ? (
        <ul ref={list} tabIndex={-1} className="-my-4 divide-y outline-none">
          {sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              pending={endOne.isPending && endOne.variables.id === session.id}
              onEnd={() => endOne.mutate(session)}
            />
          ))}
        </ul>
      ) : (
        <SessionsSkeleton />
      )}
      <LoadMore list={read} />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={others === 1 ? "Sign out the other session?" : `Sign out ${others} other sessions?`}
        body="They stop working at once, session tokens of the API included. This device stays signed in."
        confirmLabel="Sign out all others"
        danger
        pending={endOthers.isPending}
        onConfirm={() => endOthers.mutate()}
      />
    </Card>
  );
}
