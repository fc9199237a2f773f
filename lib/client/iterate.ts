type Page<Item> = { data: Item[]; next_cursor: string | null };

/** Every item of a list, page after page: `for await (const key of iterate(client.apiKeys.list, { limit: 100 }))`. */
export async function* iterate<Input extends object, Item>(
  list: (input: Input & { cursor?: string }) => Promise<Page<Item>>,
  input: Input,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await list(cursor === undefined ? input : { ...input, cursor });
    yield* page.data;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
