"use client";
import { MessageSquareText } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { AddButton } from "@/components/ui/add-button";
import { FilterBar } from "@/components/ui/filter-bar";
import { SortedTableList } from "@/components/ui/sorted-table-list";
import { useAddress } from "@/components/ui/use-address";
import { useAskedToCreate } from "@/components/ui/use-asked-to-create";
import { NewPromptDialog } from "./new-prompt-dialog";
import { promptColumns } from "./prompt-columns";
import { promptFilters, promptList, promptSorting, promptsAtOnce } from "./prompt-list";

const visibilities = [
  { value: "", label: "Any visibility" },
  { value: "private", label: "Private" },
  { value: "public", label: "Public" },
];

const orders = [
  { value: "-created", label: "Newest first" },
  { value: "created", label: "Oldest first" },
  { value: "name", label: "Name, A to Z" },
  { value: "-name", label: "Name, Z to A" },
  { value: "-updated", label: "Changed last" },
  { value: "updated", label: "Unchanged longest" },
  { value: "-version", label: "Most versions" },
  { value: "version", label: "Fewest versions" },
];

/** The page of prompts: the list with its search, and making one. */
export function PromptsView() {
  const address = useAddress(promptFilters);
  const [creating, setCreating] = useState(false);
  useAskedToCreate(() => setCreating(true));
  const sorting = useAddress(promptSorting);
  const createButton = (label: string) => (
    <AddButton variant="primary" onClick={() => setCreating(true)}>
      {label}
    </AddButton>
  );
  return (
    <>
      <PageHeader
        title="Prompts"
        description="Texts with numbered versions that your code fetches by API. These are your production prompts; those of test keys are apart."
        actions={createButton("New prompt")}
      />
      <SortedTableList
        source={promptList({ ...address.values, ...sorting.values })}
        size={promptsAtOnce}
        sorting={sorting}
        orders={orders}
        context={undefined}
        nouns={["prompt", "prompts"]}
        columns={promptColumns}
        rowKey={({ id }) => id}
        address={address}
        filters={
          <FilterBar
            address={address}
            controls={[
              { as: "search", name: "q", label: "Search prompts", placeholder: "Part of the name" },
              { as: "select", name: "visibility", label: "Visibility", options: visibilities },
            ]}
          />
        }
        empty={{
          icon: <MessageSquareText />,
          title: "No prompts yet",
          body: "Keep a prompt here and change it without a deployment. Every change is a new version, and old ones stay.",
          action: createButton("Create your first prompt"),
        }}
      />
      <NewPromptDialog open={creating} onClose={() => setCreating(false)} />
    </>
  );
}
