"use client";
import { Gauge } from "lucide-react";
import { useState } from "react";
import { AddButton } from "@/components/ui/add-button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import { deleteNamespaceContract } from "@/lib/features/limits/contract";
import { call } from "@/lib/http/call";
import { type NamespaceAction, namespaceColumns } from "./namespace-columns";
import { NamespaceDialog } from "./namespace-dialog";
import { namespaceList, useRefreshNamespaces } from "./namespace-list";
import { TryDialog } from "./try-dialog";

type Target = { action: NamespaceAction | "create"; namespace: string };

/** The organization's limit namespaces: made, changed, asked and deleted. */
export function NamespacesView() {
  const list = useList(namespaceList());
  const [target, setTarget] = useState<Target | null>(null);
  const close = () => setTarget(null);
  return (
    <>
      <div className="mb-4 flex sm:justify-end">
        <AddButton variant="primary" onClick={() => setTarget({ action: "create", namespace: "" })}>
          Create namespace
        </AddButton>
      </div>
      <TableList
        list={list}
        nouns={["namespace", "namespaces"]}
        columns={namespaceColumns}
        rowKey={({ id }) => id}
        context={{ onAction: (action: NamespaceAction, namespace: string) => setTarget({ action, namespace }) }}
        empty={{
          icon: <Gauge />,
          title: "No namespaces",
          body: "A namespace holds the limits of one kind of thing that your services count: users, teams, addresses.",
        }}
      />
      {target?.action === "create" && <NamespaceDialog namespace={null} onClose={close} />}
      {target?.action === "edit" && <NamespaceDialog namespace={target.namespace} onClose={close} />}
      {target?.action === "try" && <TryDialog namespace={target.namespace} onClose={close} />}
      {target?.action === "delete" && <DeleteDialog namespace={target.namespace} onClose={close} />}
    </>
  );
}

function DeleteDialog({ namespace, onClose }: { namespace: string; onClose: () => void }) {
  return (
    <ConfirmDialog
      danger
      title={`Delete “${namespace}”?`}
      confirmLabel="Delete namespace"
      action={() => call(deleteNamespaceContract, { params: { namespace } })}
      saved={() => ({ title: `“${namespace}” is deleted` })}
      refresh={useRefreshNamespaces()}
      onClose={onClose}
      requireText={namespace}
    >
      <p>Services that ask it are told that it is not there. Its counters, leases and reservations go with it.</p>
    </ConfirmDialog>
  );
}
