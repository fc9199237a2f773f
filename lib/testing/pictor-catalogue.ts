import type { CatalogueDocument } from "@/lib/access/catalogue-document";

const product = (name: string, begin: string) => ({
  label: name,
  keys: { production: `${begin}_live_`, development: `${begin}_test_` },
  scopes: [
    { id: `${name}:read`, description: "See them" },
    { id: `${name}:write`, description: "Change them" },
  ],
  limits: { free: { per_minute: 60, burst: 5 }, pro: { per_minute: 600, burst: 50, per_day: 1_000 } },
});

/** Of a company with two products and customers of its own, who have portals. */
export const pictorCatalogue: CatalogueDocument = {
  version: 1,
  branding: { name: "Pictor", links: { home: "https://pictor.example", support: "mailto:help@pictor.example" } },
  products: { images: product("images", "img"), films: product("films", "flm") },
};
