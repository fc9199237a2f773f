"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { LoadMore } from "@/components/ui/load-more";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { dashboardAppContracts, type OAuthAppView } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { countOf } from "./app-words";

const usersPerPage = 10;

/** Who lets an app act for them: the organization's members by name, others as a number. */
export function AppUsersCard({ app, onRevoke }: { app: OAuthAppView; onRevoke: () => void }) {
  const list = useInfiniteQuery({
    queryKey: ["oauth-apps", "users", app.client_id, app.users],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardAppContracts.listUsers,
        {
          params: { client_id: app.client_id },
          query: { limit: usersPerPage, ...(pageParam ? { cursor: pageParam } : {}) },
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const users = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const others = list.hasNextPage ? 0 : app.users - users.length;
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
      {list.isPending && <Skeleton className="h-12 w-full" />}
      {list.isError && users.length === 0 && <FormAlert>Users unavailable. {failureText(list.error)}</FormAlert>}
      {list.isSuccess && app.users === 0 && (
        <p className="rounded-lg border border-dashed px-4 py-5 text-center text-sm text-muted">
          Nobody has agreed to this app yet.
        </p>
      )}
      {users.length > 0 && (
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
      <LoadMore list={list} />
      {list.isSuccess && others > 0 && (
        <p className="mt-3 text-sm text-muted">
          {users.length > 0 && "And "}
          {countOf(others, "user")} outside this organization.
        </p>
      )}
    </Card>
  );
}
