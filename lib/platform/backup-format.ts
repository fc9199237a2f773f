import "server-only";
import { z } from "zod";

/** The entry that tells of all others; it is written last and read first. */
export const manifestEntry = "manifest.json";

/** What an archive holds, and by what each part of it is recognised as whole. */
export const BackupManifest = z.object({
  format: z.literal(1, "is of a format that this version does not know"),
  product_version: z.string(),
  made_at: z.iso.datetime(),
  /** Applied when it was made, in their order. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  /** In the order in which they can be filled: what a row refers to comes before it. */
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.number().int(),
      /** Of the uncompressed entry. */
      bytes: z.number().int(),
      sha256: z.string(),
      /** Of all rows, whatever their order: see `fingerprintOf`. */
      fingerprint: z.string(),
    }),
  ),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), called: z.boolean() })),
  /** The deployment's secrets, sealed with a passphrase; null where the backup was made without them. */
  secrets: z.string().nullable(),
});
export type BackupManifest = z.output<typeof BackupManifest>;
export type SavedTable = BackupManifest["tables"][number];

/** Where an archive has a table's rows, in PostgreSQL's text form of COPY. */
export function entryOf(table: { name: string }): string {
  return `tables/${table.name}.copy`;
}
