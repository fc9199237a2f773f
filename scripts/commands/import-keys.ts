import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { mostBulkKeys } from "@/lib/features/api-keys/bulk-contract";
import { ImportedKey } from "@/lib/features/api-keys/import-contract";
import { importByOperator } from "@/lib/features/api-keys/operator-import";
import { ApiError } from "@/lib/http/api-error";
import { parseJson } from "@/lib/http/body";
import { type Command, CommandError } from "./command";
import { organizationNamed } from "./organizations";
import { withRuntime } from "./with-runtime";

type Line = { number: number; text: string };
type Refused = { line: number; message: string };

/** So many refused lines are told one by one; all are counted. */
const mostTold = 20;
const progressEvery = 50_000;

/** Many at once, from a file of any length that is never in memory as a whole. */
export const importKeysCommand: Command = {
  name: "keys import",
  takes: ["<email or organization id>", "<file>"],
  summary: "import API keys by their SHA-256, from a file of JSON lines",
  details: [
    'A line is what POST /api/v1/api-keys/import takes, such as {"hash":{"algorithm":"sha256","value":"…"},"name":"Ada","scopes":["a:read"]}.',
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
      for await (const batch of batchesOf(path)) {
        counted.imported += await importBatch(organization.id, batch, refuse);
        const done = counted.imported + counted.refused;
        if (done % progressEvery < mostBulkKeys) progress(`${done.toLocaleString("en")} lines`);
      }
      const text = [
        `${counted.imported.toLocaleString("en")} keys of ${organization.id} are imported, ${counted.refused.toLocaleString("en")} lines are not.`,
        ...refused.map(({ line, message }) => `line ${line}: ${message}`),
      ].join("\n");
      const data = { organization_id: organization.id, ...counted, first_refused: refused };
      return counted.refused > 0 ? { text, data, outcome: "failed" as const } : { text, data };
    }),
};

/** The file's lines, so many at a time; empty ones are passed over. */
async function* batchesOf(path: string): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  let number = 0;
  for await (const text of createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    if (text.trim() !== "") batch.push({ number, text });
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
  lines: readonly Line[],
  refuse: (line: number, message: string) => void,
): Promise<number> {
  const read = lines.flatMap(({ number, text }) => {
    const key = readKey(text);
    if (typeof key !== "string") return [{ number, key }];
    refuse(number, key);
    return [];
  });
  if (read.length === 0) return 0;
  const rows = await importByOperator(
    organizationId,
    read.map(({ key }) => key),
  );
  rows.forEach(({ error }, place) => {
    if (error) refuse(read[place]?.number ?? 0, error.field ? `${error.field} ${error.message}` : error.message);
  });
  return rows.filter(({ ok }) => ok).length;
}

/** A line's key, or what is wrong with it; nothing of the line is repeated, which may hold what is nobody's business. */
function readKey(text: string): ImportedKey | string {
  let parsed: unknown;
  try {
    // What PostgreSQL cannot keep must not refuse its whole batch.
    parsed = parseJson(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.problems.length === 0 ? "is not JSON that can be kept" : "holds what cannot be kept";
  }
  const { success, data, error } = ImportedKey.safeParse(parsed);
  if (success) return data;
  const [issue] = error.issues;
  // Names of members that a key does not have are the line's own, and so are those inside of its metadata.
  if (!issue || issue.code === "unrecognized_keys") return "holds a member that a key does not have";
  const [member = ""] = issue.path;
  return `${String(member)} ${issue.message}`.trim();
}
