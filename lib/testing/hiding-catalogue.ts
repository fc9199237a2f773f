import { contentWith } from "@/lib/access/catalogue-content";
import { type Catalogue, compileCatalogue } from "@/lib/access/catalogue-snapshot";

/** The catalogue that counts where an operator's document says nothing but that these products are hidden. */
export function catalogueHiding(...ids: readonly string[]): Catalogue {
  const products = Object.fromEntries(ids.map((id) => [id, { hidden: true }]));
  return compileCatalogue(contentWith({ version: 1, products }), 1);
}
