"use client";
import { AppWindow } from "lucide-react";
import { useState } from "react";
import { FilterBar } from "@/components/ui/filter-bar";
import { TableList } from "@/components/ui/table-list";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import type { AdminOAuthApp } from "@/lib/features/oauth/any-app-contract";
import { anyAppColumns } from "./any-app-columns";
import { anyAppFilters, anyAppList } from "./app-lists";
import { VouchDialog } from "./vouch-dialog";

const states = [
  { value: "", label: "Every app" },
  { value: "true", label: "Verified" },
  { value: "false", label: "Unverified" },
];

/** Every OAuth app of the deployment, and whom an administrator has vouched for. */
export function AnyAppsView() {
  const address = useAddress(anyAppFilters);
  const list = useList(anyAppList(address.values));
  const [target, setTarget] = useState<AdminOAuthApp | null>(null);
  return (
    <>
      <TableList
        list={list}
        nouns={["OAuth app", "OAuth apps"]}
        columns={anyAppColumns}
        rowKey={({ client_id }) => client_id}
        context={{ onChange: setTarget }}
        address={address}
        filters={
          <FilterBar
            address={address}
            controls={[
              { as: "search", name: "search", label: "Search OAuth apps", placeholder: "App, organization or id" },
              { as: "select", name: "verified", label: "Status", options: states },
            ]}
          />
        }
        empty={{
          icon: <AppWindow />,
          title: "No OAuth apps yet",
          body: "Apps that organizations register, and those that register themselves, are listed here.",
        }}
      />
      {target && <VouchDialog app={target} onClose={() => setTarget(null)} />}
    </>
  );
}
