"use client";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ListFrame } from "@/components/ui/list-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { useList } from "@/components/ui/use-list";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { appUserList } from "./app-lists";
import { countOf } from "./app-words";

/** Who lets an app act for them: the organization's members by name, others as a number. */
export function AppUsersCard({ app, onRevoke }: { app: OAuthAppView; onRevoke: () => void }) {
  const list = useList(appUserList(app));
  const others = list.query.hasNextPage ? 0 : app.users - list.rows.length;
  return (
    <Card
      title="Users"
      description="Who lets this app act for them. Only members of your organization are named."
      actions={
        <Button size="sm" onClick={onRevoke}>
          Revoke all access
        </Button>
      }
    >
      <ListFrame
        list={list}
        nouns={["user", "users"]}
        empty={{
          title: "No users",
          body:
            app.users === 0
              ? "No user has agreed to this app yet."
              : `${countOf(others, "user")} outside this organization.`,
        }}
        inCard
      >
        {(users) => (
          <ul className="divide-y rounded-lg border" aria-label="Users of the app">
            {users.map((user) => (
              <li
                key={user.user_id}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-0.5 px-3 py-2.5 text-sm"
              >
                <span className="min-w-0 break-words">
                  <span className="font-medium">{user.name || user.email}</span>
                  {user.name && <span className="ml-2 text-muted">{user.email}</span>}
                </span>
                <span className="text-muted">
                  Agreed <RelativeTime at={user.authorized_at} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </ListFrame>
      {list.rows.length > 0 && others > 0 && (
        <p className="mt-3 text-sm text-muted">And {countOf(others, "user")} outside this organization.</p>
      )}
    </Card>
  );
}
