"use client";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ListFrame } from "@/components/ui/list-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { useSessionName } from "@/components/ui/session-name";
import { useList, useRefresh } from "@/components/ui/use-list";
import {
  type AdminUserSession,
  dashboardUserContracts as contracts,
} from "@/lib/features/administration/user-contract";
import { call } from "@/lib/http/call";
import { deviceOf } from "@/lib/platform/user-agent";
import { userSessionList } from "./administration-lists";

type Target = AdminUserSession | "all";

/** Where a user is signed in, and the means to sign them out. */
export function UserSessions({ userId, name }: { userId: string; name: string }) {
  const list = useList(userSessionList(userId));
  const refresh = useRefresh("administration");
  const [target, setTarget] = useState<Target | null>(null);
  const isAll = target === "all";
  return (
    <Card
      title="Sessions"
      description="Browsers and programs that are signed in as them"
      actions={
        list.rows.length > 0 && (
          <Button size="sm" onClick={() => setTarget("all")}>
            Sign out everywhere
          </Button>
        )
      }
    >
      <ListFrame
        list={list}
        nouns={["session", "sessions"]}
        empty={{ title: "No sessions", body: "They are not signed in anywhere." }}
        inCard
      >
        {(sessions) => (
          <ul className="-my-4 divide-y">
            {sessions.map((session) => (
              <SessionItem key={session.id} session={session} onEnd={() => setTarget(session)} />
            ))}
          </ul>
        )}
      </ListFrame>
      {target && (
        <ConfirmDialog
          danger
          title={isAll ? `Sign “${name}” out everywhere?` : `Sign out ${deviceOf(target.user_agent).name}?`}
          confirmLabel="Sign out"
          action={() =>
            isAll
              ? call(contracts.endSessions, { params: { id: userId } })
              : call(contracts.endSession, { params: { id: userId, session_id: target.id } })
          }
          saved={() => ({ title: isAll ? `${name} is signed out everywhere` : "The session has ended" })}
          refresh={refresh}
          onClose={() => setTarget(null)}
        >
          {!isAll && <TargetSession session={target} />}
          <p>
            {isAll
              ? "Every session stops working at once, session tokens of the API included. They can sign in again; personal access tokens, keys and apps go on."
              : "It stops working at once. They can sign in again."}
          </p>
        </ConfirmDialog>
      )}
    </Card>
  );
}

/** Which of several sessions on the same kind of device the dialog is about. */
function TargetSession({ session }: { session: AdminUserSession }) {
  return <p>{useSessionName(deviceOf(session.user_agent).name, session)}</p>;
}

function SessionItem({ session, onEnd }: { session: AdminUserSession; onEnd: () => void }) {
  const name = useSessionName(deviceOf(session.user_agent).name, session);
  return (
    <li className="flex items-start justify-between gap-3 py-4 text-sm sm:items-center">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{deviceOf(session.user_agent).name}</span>
          {session.kind === "api" && <Badge tone="neutral">API token</Badge>}
        </p>
        <p className="mt-0.5 text-muted">
          <span className="break-all">{session.ip_address ?? "Unknown address"}</span> · signed in{" "}
          <RelativeTime at={session.created_at} />
          {session.last_used_at && (
            <>
              {" "}
              · used <RelativeTime at={session.last_used_at} />
            </>
          )}
        </p>
      </div>
      <Button size="sm" onClick={onEnd} aria-label={`Sign out ${name}`}>
        Sign out
      </Button>
    </li>
  );
}
