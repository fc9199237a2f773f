"use client";

import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { ListFrame } from "@/components/ui/list-frame";
import { useToast } from "@/components/ui/toast";
import { useList, useRefresh } from "@/components/ui/use-list";
import {
  endOtherSessionsContract,
  endSessionContract,
  type SignedInSession,
} from "@/lib/features/accounts/session-contract";
import { call } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";
import { deviceOf } from "@/lib/platform/user-agent";
import { sessionList } from "./account-queries";
import { SessionRow } from "./session-row";

/** Where the user is signed in, this device first, with the means to end the others. */
export function SessionsList() {
  const read = useList(sessionList);
  const refresh = useRefresh(sessionList.group);
  const [asking, setAsking] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const toast = useToast();

  const settled = async (title: string) => {
    await refresh();
    toast.show({ title, tone: "success" });
    // The button that had the focus is gone with its row.
    list.current?.focus();
  };
  const endOne = useMutation({
    mutationFn: async ({ id }: SignedInSession) => {
      await call(endSessionContract, { params: { id } }).catch((error: unknown) => {
        // Ended elsewhere in the meantime: what was wanted.
        if (!(error instanceof CallError && error.status === 404)) throw error;
      });
    },
    onSuccess: (_, session) => settled(`Signed out ${deviceOf(session.user_agent).name}`),
    onError: (error) => toast.show({ title: "Not signed out", description: failureText(error), tone: "danger" }),
  });

  const others = (read.query.data?.pages.at(-1)?.total ?? 0) - read.rows.filter(({ current }) => current).length;

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
      <ListFrame
        list={read}
        nouns={["session", "sessions"]}
        empty={{ title: "No sessions", body: "You are not signed in anywhere." }}
        inCard
      >
        {(sessions) => (
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
        )}
      </ListFrame>
      {asking && (
        <ConfirmDialog
          danger
          title={others === 1 ? "Sign out the other session?" : `Sign out ${others} other sessions?`}
          confirmLabel="Sign out all others"
          action={() => call(endOtherSessionsContract, {})}
          onClose={(done) => {
            setAsking(false);
            if (done) void settled("Signed out everywhere else");
          }}
        >
          <p>
            {others === 1 ? "It stops" : "They stop"} working at once, session tokens of the API included. This device
            stays signed in.
          </p>
        </ConfirmDialog>
      )}
    </Card>
  );
}
