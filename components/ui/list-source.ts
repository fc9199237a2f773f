import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import type { z } from "zod";
import { type CallInput, call } from "@/lib/http/call";
import type { Contract, ResultOf } from "@/lib/http/contract";

type Page = { data: unknown[]; next_cursor?: string | null };

/** An endpoint that answers with rows, a page at a time or all at once. */
export type ListContract = Contract & { success: { body: z.ZodType<Page, Page> } };

export type PageOf<C extends ListContract> = ResultOf<C> & Page;
export type RowOf<C extends ListContract> = PageOf<C>["data"][number];

/** A list as data, alike for the server's first page and the browser's further ones. */
export type ListSource<C extends ListContract> = {
  /** What is loaded again together: `["prompts"]` means the list, its versions and all else about prompts. */
  group: string;
  contract: C;
  /** What is asked for without the cursor; read anew for each page, because a range of time moves on. */
  inputOf: () => CallInput<C>;
  /** What tells one list of the contract from another. */
  identity: unknown;
};

/** The list that an endpoint answers with; `identity` stands for an input that changes from call to call. */
export function listOf<C extends ListContract>(
  group: string,
  contract: C,
  input: CallInput<C> | (() => CallInput<C>),
  identity: unknown = input,
): ListSource<C> {
  return { group, contract, inputOf: typeof input === "function" ? input : () => input, identity };
}

/** The lists of one endpoint among what is kept. */
export function listKey(group: string, contract: ListContract) {
  return [group, contract.path] as const;
}

/** A list's pages for TanStack Query; while another filter loads, the rows before stay in view. */
export function listOptions<C extends ListContract>({ group, contract, inputOf, identity }: ListSource<C>) {
  return infiniteQueryOptions({
    queryKey: [...listKey(group, contract), identity],
    queryFn: async ({ pageParam, signal }) => {
      // A search that travels in the body has its cursor there too.
      const asked = contract.method === "POST" ? "body" : "query";
      const given = inputOf() as { query?: object; body?: object };
      const input = { ...given, [asked]: { ...given[asked], ...(pageParam ? { cursor: pageParam } : {}) } };
      // The contract's body is a page of its rows, and what is asked takes a cursor where its pages name one.
      return (await call(contract, input as unknown as CallInput<C>, { signal })) as PageOf<C>;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    placeholderData: keepPreviousData,
  });
}
