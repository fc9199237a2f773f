import type pg from "pg";
import { type Finding, fails, type Site } from "./finding";

/** The organizations whose customers a trusted issuer's subjects are: without theirs, every token of the issuer is a 401. */
export async function lookAtIssuersCustomers(client: pg.Client, { given }: Site): Promise<Finding[]> {
  const wanted = (given.TRUSTED_ISSUERS ?? []).flatMap(({ issuer, customers_of: id }) => (id ? [{ issuer, id }] : []));
  if (wanted.length === 0) return [];
  const { rows } = await client.query<{ id: string }>("SELECT id FROM organizations WHERE id = ANY($1)", [
    wanted.map(({ id }) => id),
  ]);
  const found = new Set(rows.map(({ id }) => id));
  return wanted
    .filter(({ id }) => !found.has(id))
    .map(({ issuer, id }) =>
      fails(
        "trusted issuers",
        `there is no organization ${id}, whose customers the subjects of ${issuer} are to be: its tokens are refused`,
        "correct customers_of in TRUSTED_ISSUERS; latchkey organizations list shows the identifiers",
      ),
    );
}
