import type { z } from "zod";
import { holdsNull } from "@/lib/platform/null-character";
import { isInOrder } from "@/lib/platform/span-order";

/** What a page keeps in its address: by parameter, the rule for its value; a contract's query has it already. */
export type AddressRules = Readonly<Record<string, z.ZodType<string | undefined>>>;

/** The values that keep their rules; absent ones are not set. */
export type AddressOf<Rules extends AddressRules> = {
  readonly [Name in keyof Rules]?: NonNullable<z.output<Rules[Name]>>;
};

/** An address's query as browsers hold it, and as Next hands it to a page. */
export type AddressQuery = URLSearchParams | Readonly<Record<string, string | string[] | undefined>>;

/**
 * Reads a page's address, alike on the server and in the browser. Values that keep no rule are left out, and so is a span
 * (`from`, `to`) that ends before it begins, so no link is ever dead.
 */
export function readAddress<Rules extends AddressRules>(rules: Rules, query: AddressQuery): AddressOf<Rules> {
  const values: Record<string, string> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const given = query instanceof URLSearchParams ? query.get(name) : [query[name]].flat()[0];
    // PostgreSQL has no text with a null character, so nothing could match.
    if (!given || holdsNull(given)) continue;
    const { data } = rule.safeParse(given);
    if (data) values[name] = data;
  }
  if (!isInOrder(values)) {
    delete values.from;
    delete values.to;
  }
  return values as AddressOf<Rules>;
}
