import { z } from "zod";

/** The query of every list: newest first, at most 100 a page. */
export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(200).optional(),
});
export type Page = z.output<typeof Page>;

/** A page of a list as it is answered, with where the next one begins; null on the last. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });

/** What a list in an order asks for beside its filters; `orders` without the minus that turns each around. */
export function sortedPage<const Orders extends readonly string[]>(orders: Orders) {
  type Order = Orders[number];
  return {
    // A value of the order is part of it, such as a name.
    cursor: z.string().min(1).max(2_000).optional(),
    /** Newest first without one. */
    sort: z.enum(orders.flatMap((order: Order) => [order, `-${order}`] as (Order | `-${Order}`)[])).optional(),
    /** So many rows are passed over first: for a view that jumps. A walk uses the cursor. */
    skip: z.coerce.number().int().min(0).max(1_000_000).optional(),
  };
}

/** Asks how many rows match in all, which the first page of a list then tells. */
export const Total = z.enum(["true"]).optional();
