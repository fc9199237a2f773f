import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { mostBulkKeys, RowError } from "./bulk-contract";
import { NewApiKey } from "./contract";

/** A key that exists elsewhere, by the hash that is kept there. */
export const ImportedKey = NewApiKey.omit({ template: true }).extend({
  hash: z.strictObject({
    algorithm: z.literal("sha256"),
    /** SHA-256 of the whole key, without salt, in hex or base64. */
    value: z
      .string()
      .regex(/^(?:[0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$/, "must be a SHA-256 in hex or base64")
      .meta({ examples: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"] }),
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
  summary: "Import up to 1,000 API keys that exist elsewhere by their hashes, with a result for each",
  allow: ["session-jwt", "pat", "management-key"],
  managementScope: "manage:keys:write",
  body: ImportRequest,
  success: { status: 200, body: z.object({ data: z.array(ImportedRow) }), framed: true },
});

export const contracts: readonly Contract[] = [importKeysContract];
