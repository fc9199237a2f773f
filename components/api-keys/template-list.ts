"use client";
import { queryOptions } from "@tanstack/react-query";
import { listOf } from "@/components/ui/list-source";
import { useRefresh } from "@/components/ui/use-list";
import { listKeyTemplatesContract, maxKeyTemplates } from "@/lib/features/api-keys/template-contract";
import { call } from "@/lib/http/call";

const group = "key-templates";

/** The organization's templates of keys. */
export const keyTemplateList = () => listOf(group, listKeyTemplatesContract, { query: { limit: 25 } });

/** All of them, to choose among. */
export const keyTemplatesOptions = queryOptions({
  queryKey: [group, "all"],
  queryFn: async ({ signal }) => {
    const query = { limit: maxKeyTemplates };
    return (await call(listKeyTemplatesContract, { query }, { signal })).data;
  },
});

/** Loads them again after something changed. */
export function useRefreshKeyTemplates(): () => Promise<void> {
  return useRefresh(group);
}
