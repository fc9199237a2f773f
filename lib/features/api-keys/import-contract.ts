import { z } from "zod";
import { beginningLength, slowAlgorithms } from "@/lib/access/slow-algorithms";
import { type Contract, defineContract } from "@/lib/http/contract";
import { RowError } from "./bulk-contract";
import { mostBulkKeys, NewApiKey } from "./key-contract";

/** A key that exists elsewhere, by the hash that is kept there. */
export const ImportedKey = NewApiKey.omit({ template: true }).extend({
  hash: z.strictObject({
    /** Without salt: SHA-256. bcrypt and argon2 have one, so that a key is found by its beginning until it was used once. */
    algorithm: z.enum(["sha256", ...slowAlgorithms]),
    /** Of the whole key: a SHA-256 in hex or base64, or what bcrypt (`$2b$…`) or argon2 (`$argon2id$…`) gave. */
    value: z
      .string()
      .max(300)
      .meta({ examples: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"] }),
    /** With bcrypt and argon2: how the key begins, at least so far that few begin alike. It is kept as it is, so it is no secret. */
    beginning: z
      .string()
      .regex(
        new RegExp(`^[\\x21-\\x7e]{${beginningLength.least},${beginningLength.most}}$`),
        `must be ${beginningLength.least} to ${beginningLength.most} visible ASCII characters`,
      )
      .optional(),
  }),
  /** How the key begins, as lists show it; no part of it is secret. */
  start: z
    .string()
    .regex(/^[\x21-\x7e]{1,20}$/, "must be 1 to 20 visible ASCII characters")
    .optional(),
});
export type ImportedKey = z.output<typeof ImportedKey>;

export const ImportRequest = z.strictObject({
  keys: z
    .array(ImportedKey)
    .min(1, "must hold at least one key")
    .max(mostBulkKeys, `must hold at most ${mostBulkKeys} keys`),
});
export type ImportRequest = z.output<typeof ImportRequest>;

/** What became of one key of a request, in the request's order. */
export const ImportedRow = z.object({ ok: z.boolean(), error: RowError.nullable(), id: z.string().nullable() });
export type ImportedRow = z.output<typeof ImportedRow>;

export const importKeysContract = defineContract({
  method: "POST",
  path: "/api/v1/api-keys/import",
  reauthenticated: true,
  creates: true,
  minimumRole: "admin",
  product: "account",
  summary: "Import up to 1,000 API keys by their hashes; those that exist elsewhere, with a result for each",
  allow: ["session-jwt", "pat", "management-key"],
  managementScope: "manage:keys:write",
  body: ImportRequest,
  success: { status: 200, body: z.object({ data: z.array(ImportedRow) }), framed: true },
});

export const contracts: readonly Contract[] = [importKeysContract];
