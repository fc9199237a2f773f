import pg from "pg";
import { contentWith } from "@/lib/access/catalogue-content";
import { type CatalogueDocument, CatalogueDocument as Document } from "@/lib/access/catalogue-document";
import { compileCatalogue } from "@/lib/access/catalogue-snapshot";
import { generateCredential, hashCredential } from "@/lib/access/credential-format";

// So few that a key is called as often within the fifteen seconds of an identity token as where one variant alone is asked.
const count = 400;
const limits = { per_minute: 1_000_000, burst: 1_000_000, per_day: 1_000_000_000 };

/** A product of one's own with a hundred endpoints; nobody reaches its limits. */
const document: CatalogueDocument = Document.parse({
  products: {
    images: {
      label: "Images",
      keys: { production: "img_live_" },
      keys_in: { header: "X-API-Key", basic: "username", query: "api_key" },
      scopes: [
        { id: "images:read", description: "See images" },
        { id: "images:write", description: "Change images", access: "write" },
      ],
      limits: { free: limits },
      endpoints: Array.from({ length: 50 }, (_, place) => [
        { id: `list-${place}`, method: "GET", path: `/v${place}/albums/{album}/images`, scope: "images:read" },
        {
          id: `change-${place}`,
          method: "POST",
          path: `/v${place}/albums/{album}/images/{image}`,
          scope: "images:write",
        },
      ]).flat(),
    },
  },
});

/** Keys of that product, one of each organization: `plain` ones, and others of customers with plans and metadata. */
export async function addProductKeys(connectionString: string, pepper: string) {
  const catalogue = compileCatalogue(contentWith(document), 1);
  const format = catalogue.formats.find(({ product }) => product === "images");
  if (!format) throw new Error("the product has keys");
  const pool = new pg.Pool({ connectionString });
  try {
    await pool.query(
      "INSERT INTO catalogue_revisions (revision, document, note, made_by_id, made_at) VALUES (1, $1, '', 'bench-0', now())",
      [JSON.stringify(document)],
    );
    const owners = Array.from({ length: count }, (_, place) => `bench-${place}`);
    await pool.query(
      `INSERT INTO customers (id, organization_id, external_id, name, metadata, plans, created_at, updated_at)
       SELECT 'cus-' || owner, owner, 'acme-' || owner, 'Acme', $2, '{"images":"pro"}', now(), now() FROM unnest($1::text[]) AS made (owner)`,
      [owners, JSON.stringify({ tier: "gold", seats: 40, notes: "n".repeat(400) })],
    );
    const insert = async (kind: string, customer: string) => {
      const keys = owners.map(() => generateCredential(format));
      await pool.query(
        `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint, scopes,
                               ip_allowlist, created_by_id, customer_id)
         SELECT '${kind}-' || owner, '${kind}-' || owner, owner, 'images', 'production', 'Benchmark', '', hash, '',
                ARRAY['images:read', 'images:write'], '{}', owner, ${customer}
           FROM unnest($1::text[], $2::text[]) AS made (hash, owner)`,
        [keys.map((secret) => hashCredential(secret, pepper)), owners],
      );
      return keys;
    };
    return { plain: await insert("plain", "NULL"), ofCustomers: await insert("of-customer", "'cus-' || owner") };
  } finally {
    await pool.end();
  }
}
