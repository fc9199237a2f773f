"use client";
import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { Button } from "@/components/ui/button";
import { FilterBar } from "@/components/ui/filter-bar";
import { FilterChips } from "@/components/ui/filter-chips";
import { ListToolbar } from "@/components/ui/list-toolbar";
import { LongTableList } from "@/components/ui/long-list";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { useRowDensity } from "@/components/ui/row-density-provider";
import type { Option } from "@/components/ui/select";
import { SelectionStatus } from "@/components/ui/selection-status";
import { useAddress } from "@/components/ui/use-address";
import { useSelection } from "@/components/ui/use-selection";
import { useWindowedList } from "@/components/ui/use-windowed-list";
import type { ListedApiKey } from "@/lib/features/api-keys/contract";
import { type ApiKey, mostBulkKeys } from "@/lib/features/api-keys/key-contract";
import { useKeyActivity } from "./key-activity";
import { keyColumns } from "./key-columns";
import { filterOf, kindChips, kindOf } from "./key-kinds";
import {
  keyCountsOptions,
  keyFilters,
  keyList,
  keySorting,
  keysAtOnce,
  keyTagsOptions,
  newestKeysFirst,
} from "./key-list";
import { environmentLabels, type KeyProduct } from "./key-product";
import { type KeyAction, whyNotAct } from "./key-status";
import { secretIn } from "./pasted-secret";
import { useFoundKey } from "./use-found-key";

const bulkTools = partOf(async () => (await import("./bulk-tools")).BulkTools);
const foundKey = partOf(async () => (await import("./found-key")).FoundKey);

type Props = {
  products: readonly KeyProduct[];
  /** What the credentials of this deployment begin with. */
  prefixes: readonly string[];
  onCreate: () => void;
  onAction: (action: KeyAction, key: ApiKey) => void;
};

/** "Last used" moves while one looks. */
const refreshMs = 60_000;

const environments = Object.entries(environmentLabels).map(([value, label]) => ({ value, label }));
const orders = [
  { value: newestKeysFirst, label: "Newest first" },
  { value: "created", label: "Oldest first" },
  { value: "name", label: "Name, A to Z" },
  { value: "-name", label: "Name, Z to A" },
  { value: "-last_used", label: "Used last" },
  { value: "last_used", label: "Unused longest" },
  { value: "expires", label: "Expires first" },
  { value: "-expires", label: "Expires last" },
];
const orAny = (label: string, options: readonly Option[]) => [{ value: "", label }, ...options];

/** The tags to choose among; the chosen one stays among them although no key has it any more. */
function tagOptions(known: readonly { tag: string; keys: number }[], chosen: string | undefined): Option[] {
  const all =
    chosen === undefined || known.some(({ tag }) => tag === chosen) ? known : [{ tag: chosen, keys: 0 }, ...known];
  return all.map(({ tag, keys }) => ({ value: tag, label: `${tag} (${keys.toLocaleString("en")})` }));
}

/** What stands below a key. */
const keysBelow = ({ replaces = [] }: ListedApiKey) => replaces;

/** The keys that match the filters: all of them, of which those in view are loaded. */
export function ApiKeyList({ products, prefixes, onCreate, onAction }: Props) {
  const address = useAddress(keyFilters);
  const { values: sorting, set: setSorting } = useAddress(keySorting);
  const { density, setDensity } = useRowDensity();
  const pasted = useFoundKey();
  const { data: counts } = useQuery({ ...keyCountsOptions(address.values), refetchInterval: refreshMs });
  const { data: known = [] } = useQuery(keyTagsOptions);
  const tags = tagOptions(known, address.values.tag);
  const kind = kindOf(address.values);
  const list = useWindowedList(keyList({ ...address.values, ...sorting }), {
    size: keysAtOnce,
    counted: kind === null ? undefined : counts?.[kind],
    refreshMs,
  });
  const { windowed } = list;
  const activityOf = useKeyActivity(windowed.inView, refreshMs);
  const sort = sorting.sort ?? newestKeysFirst;
  const setSort = (next: string) => setSorting({ sort: next === newestKeysFirst ? undefined : next });
  const productOptions = products.map(({ id, label }) => ({ value: id, label }));
  const secrets = { secretIn: (text: string) => secretIn(text, prefixes), onSecret: pasted.find };
  const nowMs = list.query.dataUpdatedAt;
  const selected = useSelection<ListedApiKey>({
    scope: JSON.stringify(address.values),
    count: windowed.count,
    read: windowed.read,
    idOf: ({ id }) => id,
    nameOf: ({ name, hint }) => `${name} ${hint}`,
    // A key to which nothing that is done to many could be done is not selected.
    whyNot: (key) => whyNotAct("revoke", key, nowMs),
    below: keysBelow,
    most: mostBulkKeys,
  });
  return (
    <>
      <LongTableList
        list={list}
        identity={JSON.stringify([address.values, sort])}
        nouns={["key", "keys"]}
        label="API keys"
        columns={keyColumns}
        rowKey={({ id }) => id}
        below={keysBelow}
        isMuted={({ status }) => status !== "active"}
        context={{ products, nowMs, density, activityOf, onAction }}
        density={density}
        selection={selected.selection}
        sorting={{ value: sort, set: setSort }}
        address={address}
        filters={
          <>
            <FilterBar
              address={address}
              // There it would push the kinds below from under the pointer that chose one.
              clears={false}
              controls={[
                {
                  as: "search",
                  name: "search",
                  label: "Search keys",
                  placeholder: "Name, or a key or its beginning",
                  secrets,
                },
                { as: "select", name: "product", label: "Product", options: orAny("All products", productOptions) },
                {
                  as: "select",
                  name: "environment",
                  label: "Environment",
                  options: orAny("All environments", environments),
                },
                ...(tags.length > 0
                  ? [{ as: "select" as const, name: "tag" as const, label: "Tag", options: orAny("All tags", tags) }]
                  : []),
              ]}
            />
            <div role="status">
              {pasted.found && (
                <OnDemand part={foundKey} found={pasted.found} onAction={onAction} onDismiss={pasted.forget} />
              )}
            </div>
            <FilterChips
              label="Kinds of keys"
              chips={kindChips(counts, kind)}
              value={kind ?? ""}
              onChange={(next) => address.set(filterOf(next))}
            />
          </>
        }
        toolbar={
          <ListToolbar
            count={list.isCounted ? windowed.count : undefined}
            nouns={["key", "keys"]}
            sort={{ value: sort, set: setSort, orders }}
            density={{ value: density, onChange: setDensity }}
            onClear={address.isSet ? address.clear : null}
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
      <SelectionStatus selected={selected} />
      {(selected.rows.length > 0 || selected.note !== null) && (
        <OnDemand part={bulkTools} selected={selected} count={windowed.count} nowMs={nowMs} />
      )}
    </>
  );
}
