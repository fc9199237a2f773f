"use client";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { AddButton } from "@/components/ui/add-button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FilterBar } from "@/components/ui/filter-bar";
import { LastUsed } from "@/components/ui/last-used";
import { TableList } from "@/components/ui/table-list";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import { type ManagementKey, revokeManagementKeyContract } from "@/lib/features/api-keys/management-contract";
import { call } from "@/lib/http/call";
import { CreateManagementKeyDialog } from "./create-management-key-dialog";
import { managementKeyColumns } from "./management-key-columns";
import { managementKeyFilters, managementKeyList, useRefreshManagementKeys } from "./management-key-list";
import { RotateManagementKeyDialog } from "./rotate-management-key-dialog";
import type { SuccessionAction } from "./succession-menu";

const states = [
  { value: "", label: "All" },
  { value: "active", label: "Active" },
  { value: "suspended", label: "Suspended" },
  { value: "expired", label: "Expired" },
  { value: "revoked", label: "Revoked" },
];

/** "Last used" moves while one looks. */
const refreshMs = 60_000;

/** The management keys of the deployment: made, rotated and revoked by its administrators. */
export function ManagementKeysView() {
  const address = useAddress(managementKeyFilters);
  const list = useList(managementKeyList(address.values), { refreshMs });
  const [creating, setCreating] = useState(false);
  const [target, setTarget] = useState<{ action: SuccessionAction; key: ManagementKey } | null>(null);
  const close = () => setTarget(null);
  return (
    <>
      <div className="mb-4 flex sm:justify-end">
        <AddButton variant="primary" onClick={() => setCreating(true)}>
          Create management key
        </AddButton>
      </div>
      <TableList
        list={list}
        nouns={["management key", "management keys"]}
        columns={managementKeyColumns}
        rowKey={({ id }) => id}
        context={{
          nowMs: list.query.dataUpdatedAt,
          onAction: (action: SuccessionAction, key: ManagementKey) => setTarget({ action, key }),
        }}
        address={address}
        filters={
          <FilterBar
            address={address}
            controls={[{ as: "select", name: "status", label: "Status", options: states }]}
          />
        }
        empty={{
          icon: <KeyRound />,
          title: "No management keys",
          body: "With one, your own backend changes the catalogue and makes customers and API keys.",
        }}
      />
      <CreateManagementKeyDialog open={creating} onClose={() => setCreating(false)} />
      {target?.action === "rotate" && <RotateManagementKeyDialog managementKey={target.key} onClose={close} />}
      {target?.action === "revoke" && <RevokeManagementKeyDialog managementKey={target.key} onClose={close} />}
    </>
  );
}

function RevokeManagementKeyDialog({
  managementKey: key,
  onClose,
}: {
  managementKey: ManagementKey;
  onClose: () => void;
}) {
  return (
    <ConfirmDialog
      danger
      title={`Revoke “${key.name}”?`}
      confirmLabel="Revoke key"
      action={() => call(revokeManagementKeyContract, { params: { id: key.id } })}
      saved={() => ({ title: `“${key.name}” is revoked`, description: "It stops working everywhere within a second." })}
      refresh={useRefreshManagementKeys()}
      onClose={onClose}
      requireText={key.status === "active" && key.last_used_at ? key.name : undefined}
    >
      <p>
        <LastUsed hint={key.hint} at={key.last_used_at} />
      </p>
      <p>
        Requests with it are refused at once. API keys that it made end with it, unless another key took its place by a
        rotation.
      </p>
    </ConfirmDialog>
  );
}
