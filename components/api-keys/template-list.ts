import { queryOptions } from "@tanstack/react-query";
import { listOf } from "@/components/ui/list-source";
import { listKeyTemplatesContract, maxKeyTemplates } from "@/lib/features/api-keys/template-contract";
import { call } from "@/lib/http/call";

export const keyTemplateGroup = "key-templates";

/** The organization's templates of keys. */
export const keyTemplateList = () => listOf(keyTemplateGroup, listKeyTemplatesContract, { query: { limit: 25 } });

/** All of them, to choose among. */
export const keyTemplatesOptions = queryOptions({
  queryKey: [keyTemplateGroup, "all"],
  queryFn: async ({ signal }) => {
    const query = { limit: maxKeyTemplates };
    return (await call(listKeyTemplatesContract, { query }, { signal })).data;
  },
});
