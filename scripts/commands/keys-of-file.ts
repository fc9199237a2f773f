import { createReadStream } from "node:fs";
import { createInterface } from "node:readline/promises";
import { ImportedKey } from "@/lib/features/api-keys/import-contract";
import { ApiError } from "@/lib/http/api-error";
import { parseJson } from "@/lib/http/body";
import { inputWords } from "@/lib/http/input-words";
import { readCsv } from "@/lib/platform/read-csv";
import { CommandError } from "./command";

/** A key of a file, or what is wrong with it, and the number of the line that it begins on. */
export type FileKey = { line: number; key: ImportedKey | string };

/** The keys of a file of JSON lines or, where its name ends so, of CSV; of any length, and never in memory as a whole. */
export function keysOfFile(path: string): AsyncGenerator<FileKey> {
  return /\.csv$/i.test(path) ? keysOfCsv(path) : keysOfLines(path);
}

async function* keysOfLines(path: string): AsyncGenerator<FileKey> {
  let line = 0;
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const text of lines) {
    line += 1;
    if (text.trim() !== "") yield { line, key: readKey(text) };
  }
}

async function* keysOfCsv(path: string): AsyncGenerator<FileKey> {
  let heading: readonly string[] | null = null;
  try {
    for await (const { line, cells, broken } of readCsv(createReadStream(path, "utf8"))) {
      if (heading === null) heading = requireHeading(cells, broken);
      else if (broken) yield { line, key: "has quotes that are not as RFC 4180 has them" };
      else if (cells.length !== heading.length) yield { line, key: "has more or fewer cells than the heading" };
      else yield { line, key: keyOfCells(heading, cells) };
    }
  } catch (error) {
    // What stands before it is imported already, and is passed over when the mended file is imported.
    if (error instanceof Error && error.message.startsWith("the row that begins")) {
      throw new CommandError("refused", `${error.message}: is a quote not closed?`);
    }
    throw error;
  }
}

const hashColumns = ["hash.algorithm", "hash.value", "hash.beginning"];
const lists = new Set(["scopes", "roles", "tags", "ip_allowlist", "allowed_origins"]);
/** Members inside of which all names are ours. */
const ownNames = new Set(["hash", "credits"]);
const asJson = new Set(["metadata", "windows", "credits", "rate_limit", "expires_in_days", "enabled"]);

function requireHeading(cells: readonly string[], broken: boolean): readonly string[] {
  const heading = cells.map((cell) => cell.trim());
  const known = [...Object.keys(ImportedKey.shape).filter((name) => name !== "hash"), ...hashColumns];
  const unknown = heading.find((name) => !known.includes(name));
  if (broken || unknown !== undefined || new Set(heading).size !== heading.length) {
    throw new CommandError(
      "usage",
      `the first line is no heading of members of a key; there are ${known.toSorted().join(", ")}`,
    );
  }
  return heading;
}

/** An empty cell leaves its member out. */
function keyOfCells(heading: readonly string[], cells: readonly string[]): ImportedKey | string {
  const members: string[] = [];
  const hashed: string[] = [];
  const member = (name: string, value: string) => `${JSON.stringify(name)}:${value}`;
  for (const [place, name] of heading.entries()) {
    const cell = cells[place] ?? "";
    if (cell === "") continue;
    if (name.startsWith("hash.")) hashed.push(member(name.slice(5), JSON.stringify(cell)));
    else if (lists.has(name)) members.push(member(name, JSON.stringify(cell.split(/\s+/).filter(Boolean))));
    else if (!asJson.has(name)) members.push(member(name, JSON.stringify(cell)));
    // What is no value alone could bring further members along.
    else if (isJson(cell)) members.push(member(name, cell));
    else return `${name} is no JSON`;
  }
  if (!heading.includes("hash.algorithm")) hashed.push(member("algorithm", '"sha256"'));
  return readKey(`{${[...members, member("hash", `{${hashed.join(",")}}`)].join(",")}}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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
  const { success, data, error } = ImportedKey.safeParse(parsed, { error: inputWords });
  if (success) return data;
  const [issue] = error.issues;
  // Names of members that a key does not have are the line's own, and so are those inside of its metadata.
  if (!issue || issue.code === "unrecognized_keys") return "holds a member that a key does not have";
  const [member = ""] = issue.path;
  const place = ownNames.has(String(member)) ? issue.path.join(".") : String(member);
  return `${place} ${issue.message}`.trim();
}
