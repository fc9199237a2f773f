"use client";
import { useQueries } from "@tanstack/react-query";
import type { ListedApiKey } from "@/lib/features/api-keys/contract";
import { type KeyActivity, keyActivityContract, mostKeysAtOnce } from "@/lib/features/api-keys/list-contract";
import { call } from "@/lib/http/call";

/** A key's last seven days: not read yet, not to be read now, another member's, or there. */
export type ShownActivity = KeyActivity | "loading" | "unavailable" | "hidden";

export type ActivityOf = (id: string) => ShownActivity;

/** What the keys of a list were used for, by one query for each page of rows in view. */
export function useKeyActivity(pages: readonly (readonly ListedApiKey[])[], refreshMs: number): ActivityOf {
  const idsOf = (rows: readonly ListedApiKey[]) =>
    rows.flatMap(({ id, replaces = [] }) => [id, ...replaces.map((key) => key.id)]).slice(0, mostKeysAtOnce);
  const asked = pages.map(idsOf);
  const results = useQueries({
    queries: asked.map((ids) => ({
      queryKey: ["api-keys", "activity", ids],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await call(keyActivityContract, { query: { ids: ids.join(",") } }, { signal })).data,
      refetchInterval: refreshMs,
    })),
  });
  const known = new Map<string, ShownActivity>();
  for (const [place, ids] of asked.entries()) {
    const result = results[place];
    const missing = result?.data ? "hidden" : result?.isError ? "unavailable" : "loading";
    for (const id of ids) known.set(id, missing);
    for (const one of result?.data ?? []) known.set(one.id, one);
  }
  return (id) => known.get(id) ?? "loading";
}
