"use client";
import { KeyRound } from "lucide-react";
import { Button } from "@/components/ui/button";
import { FilterBar } from "@/components/ui/filter-bar";
import { TableList } from "@/components/ui/list-frame";
import type { Option } from "@/components/ui/select";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import { ApiKey } from "@/lib/features/api-keys/contract";
import { keyColumns } from "./key-columns";
import { keyFilters, keyList } from "./key-list";
import { environmentLabels, type KeyProduct } from "./key-product";
import type { KeyAction } from "./key-status";

type Props = {
  products: readonly KeyProduct[];
  onCreate: () => void;
  onAction: (action: KeyAction, key: ApiKey) => void;
};

/** "Last used" moves while one looks. */
const refreshMs = 60_000;

const environments = Object.entries(environmentLabels).map(([value, label]) => ({ value, label }));
const statuses = ApiKey.shape.status.options.map((value) => ({
  value,
  label: value.charAt(0).toUpperCase() + value.slice(1),
}));
const reviews = [{ value: "true", label: "Keys to review" }];
const orAny = (label: string, options: readonly Option[]) => [{ value: "", label }, ...options];

/** The keys that match the filters, a page at a time. */
export function ApiKeyList({ products, onCreate, onAction }: Props) {
  const address = useAddress(keyFilters);
  const list = useList(keyList(address.values), { refreshMs });
  const productOptions = products.map(({ id, label }) => ({ value: id, label }));
  return (
    <TableList
      list={list}
      nouns={["key", "keys"]}
      label="API keys"
      columns={keyColumns}
      rowKey={({ id }) => id}
      isMuted={({ status }) => status !== "active"}
      context={{ products, nowMs: list.query.dataUpdatedAt, onAction }}
      className="sm:[&_:is(td,th)]:px-2 md:[&_:is(td,th)]:px-3"
      address={address}
      filters={
        <FilterBar
          address={address}
          controls={[
            { as: "search", name: "search", label: "Search keys", placeholder: "Name or beginning of the key" },
            { as: "select", name: "product", label: "Product", options: orAny("All products", productOptions) },
            {
              as: "select",
              name: "environment",
              label: "Environment",
              options: orAny("All environments", environments),
            },
            { as: "select", name: "status", label: "Status", options: orAny("Any status", statuses) },
            { as: "select", name: "review", label: "Review", options: orAny("All keys", reviews) },
          ]}
        />
      }
      empty={{
        icon: <KeyRound />,
        title: "No API keys yet",
        body: "Create one and call an endpoint with it: the first request takes a minute.",
        action: (
          <Button variant="primary" onClick={onCreate}>
            Create your first key
          </Button>
        ),
      }}
    />
  );
}
