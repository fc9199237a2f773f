"use client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useState } from "react";
import { useAddressFilters } from "@/components/layout/use-address-filters";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { LoadMore } from "@/components/ui/load-more";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { useToast } from "@/components/ui/toast";
import { utcDay } from "@/components/ui/utc-date";
import { type AdminUser, dashboardAdminContracts } from "@/lib/features/administration/contract";
import { call } from "@/lib/http/call";
import { adminKeys, userFilterNames, usersQuery } from "./administration-queries";
import { ListSkeleton } from "./list-skeleton";

const roles = [
  { value: "", label: "Everybody" },
  { value: "true", label: "Administrators" },
  { value: "false", label: "Others" },
];

/** Every user of the deployment, and who administers it. */
export function UsersView({ ownId }: { ownId: string }) {
  const { filters, setFilters } = useAddressFilters(userFilterNames);
  const list = useInfiniteQuery(usersQuery(filters));
  const [target, setTarget] = useState<AdminUser | null>(null);
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <search className="mb-4 flex flex-wrap items-center gap-2">
        <SearchBox
          label="Search users"
          placeholder="Name, email or id"
          value={filters.search ?? ""}
          onValueChange={(search) => setFilters({ ...filters, search })}
        />
        <Select
          aria-label="Role"
          className="w-full sm:w-44"
          value={filters.admins ?? ""}
          options={roles}
          onValueChange={(admins) => setFilters({ ...filters, admins })}
        />
      </search>
      {list.isPending && <ListSkeleton what="users" />}
      {list.isError && rows.length === 0 && (
        <ErrorState title="Users unavailable" body={failureText(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState icon={<SearchX />} title="No user matches" body="Nobody fits this search." />
      )}
      {rows.length > 0 && <UserTable rows={rows} ownId={ownId} onChange={setTarget} />}
      <LoadMore list={list} />
      {target && <AdminDialog user={target} isOwn={target.id === ownId} onClose={() => setTarget(null)} />}
    </>
  );
}

function UserTable({
  rows,
  ownId,
  onChange,
}: {
  rows: readonly AdminUser[];
  ownId: string;
  onChange: (user: AdminUser) => void;
}) {
  return (
    <Table aria-label="Users">
      <THead>
        <tr>
          <TH>User</TH>
          <TH>Role</TH>
          <TH className="sm:text-right">Organizations</TH>
          <TH className="sm:max-lg:hidden">Registered</TH>
          <TH>
            <span className="sr-only">Actions</span>
          </TH>
        </tr>
      </THead>
      <TBody>
        {rows.map((user) => (
          <TR key={user.id}>
            <TD className="max-w-80">
              <span className="block truncate font-medium">
                {user.name} {user.id === ownId && <span className="font-normal text-muted">(you)</span>}
              </span>
              <span className="block truncate text-xs text-muted">
                {user.email} {user.email_verified ? "" : "· not verified"}
              </span>
            </TD>
            <TD label="Role">
              {user.instance_admin ? (
                <Badge tone="accent">Administrator</Badge>
              ) : (
                <span className="text-muted">User</span>
              )}
            </TD>
            <TD label="Organizations" className="sm:text-right">
              {user.organizations}
            </TD>
            <TD label="Registered" className="text-muted sm:whitespace-nowrap sm:max-lg:hidden">
              {utcDay(user.created_at)}
            </TD>
            <TD className="sm:w-px sm:text-right">
              <Button size="sm" className="max-sm:mt-2 max-sm:w-full" onClick={() => onChange(user)}>
                {user.instance_admin ? "Remove administrator" : "Make administrator"}
              </Button>
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}

function AdminDialog({ user, isOwn, onClose }: { user: AdminUser; isOwn: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const { show } = useToast();
  const wanted = !user.instance_admin;
  const change = useMutation({
    mutationFn: () =>
      call(dashboardAdminContracts.changeUser, { params: { id: user.id }, body: { instance_admin: wanted } }),
    onSuccess: async () => {
      show({
        title: wanted ? `${user.name} administers this deployment` : `${user.name} is no administrator any more`,
      });
      if (isOwn) window.location.assign("/dashboard");
      else await client.invalidateQueries({ queryKey: adminKeys });
      onClose();
    },
    onError: (error) => {
      show({ title: "Nothing changed", description: failureText(error), tone: "danger" });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={wanted ? `Make ${user.name} an administrator?` : `Remove ${user.name} as administrator?`}
      body={
        wanted
          ? `${user.email} will see every organization and user of this deployment, set plans and limits, read outgoing mail and name other administrators.`
          : `${isOwn ? "You" : user.email} will no longer see or change what belongs to others. Their own organizations stay as they are. Keys of trusted services that they made or rotated last are suspended until another administrator rotates them.`
      }
      confirmLabel={wanted ? "Make administrator" : "Remove administrator"}
      danger={!wanted}
      pending={change.isPending}
      onConfirm={() => change.mutate()}
    />
  );
}
