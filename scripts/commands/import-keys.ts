import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { mostBulkKeys } from "@/lib/features/api-keys/key-contract";
import { importByOperator } from "@/lib/features/api-keys/operator-import";
import { type Command, CommandError } from "./command";
import { type FileKey, keysOfFile } from "./keys-of-file";
import { organizationNamed } from "./organizations";
import { withRuntime } from "./with-runtime";

type Refused = { line: number; message: string };

/** So many refused lines are told one by one; all are counted. */
const mostTold = 20;
const progressEvery = 50_000;

/** Many at once, from a file of any length that is never in memory as a whole. */
export const importKeysCommand: Command = {
  name: "keys import",
  takes: ["<email or organization id>", "<file>"],
  summary: "import API keys by their hashes, from a file of JSON lines or CSV",
  details: [
    'A line is what POST /api/v1/api-keys/import takes, such as {"hash":{"algorithm":"sha256","value":"…"},"name":"Ada","scopes":["a:read"]}.',
    "A file that ends in .csv has those members as its heading (hash.algorithm, hash.value, name, scopes, …); a list's items are parted by blanks, and metadata, windows and credits are JSON.",
    "What is there already stays as it is, so that the same file may be imported again after it was interrupted.",
  ],
  run: ({ given: [who = "", file = ""], env, folder, progress }) =>
    withRuntime(env, async () => {
      const organization = await organizationNamed(who);
      const path = resolve(folder, file);
      await access(path).catch(() => {
        throw new CommandError("usage", `there is no file ${file} that can be read`);
      });
      const refused: Refused[] = [];
      const counted = { imported: 0, refused: 0 };
      const refuse = (line: number, message: string) => {
        counted.refused += 1;
        if (refused.length < mostTold) refused.push({ line, message });
      };
      for await (const batch of batchesOf(keysOfFile(path))) {
        counted.imported += await importBatch(organization.id, batch, refuse);
        const done = counted.imported + counted.refused;
        if (done % progressEvery < mostBulkKeys) progress(`${done.toLocaleString("en")} lines`);
      }
      const text = [
        `${counted.imported.toLocaleString("en")} keys of ${organization.id} are imported, ${counted.refused.toLocaleString("en")} lines are not.`,
        ...refused.map(({ line, message }) => `line ${line}: ${message}`),
        ...(counted.refused > mostTold
          ? [
              `and ${(counted.refused - mostTold).toLocaleString("en")} more; mend these, and import the same file again.`,
            ]
          : []),
      ].join("\n");
      const data = { organization_id: organization.id, ...counted, first_refused: refused };
      return counted.refused > 0 ? { text, data, outcome: "failed" as const } : { text, data };
    }),
};

/** So many at a time. */
async function* batchesOf(keys: AsyncIterable<FileKey>): AsyncGenerator<FileKey[]> {
  let batch: FileKey[] = [];
  for await (const key of keys) {
    batch.push(key);
    if (batch.length === mostBulkKeys) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** How many of a batch were imported; the others are told. */
async function importBatch(
  organizationId: string,
  keys: readonly FileKey[],
  refuse: (line: number, message: string) => void,
): Promise<number> {
  const read = keys.flatMap(({ line, key }) => {
    if (typeof key !== "string") return [{ line, key }];
    refuse(line, key);
    return [];
  });
  if (read.length === 0) return 0;
  const rows = await importByOperator(
    organizationId,
    read.map(({ key }) => key),
  );
  rows.forEach(({ error }, place) => {
    if (error) refuse(read[place]?.line ?? 0, error.field ? `${error.field} ${error.message}` : error.message);
  });
  return rows.filter(({ ok }) => ok).length;
}
