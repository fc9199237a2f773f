/**
 * `node scripts/common-passwords.mjs <list of passwords>…`: makes the lists of common passwords anew. The files have a
 * password on each line, the commonest first. docs/security/passwords.md says which files the lists in place are of.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadTypeScript } from "./load-typescript.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("Name the files with the passwords, the commonest first.");
  process.exit(2);
}
const { packPasswords } = await loadTypeScript("lib/platform/pack-passwords.ts");
const entries = files.flatMap((file) => readFileSync(file, "utf8").split(/\r?\n/).filter(Boolean));
const { list, commonest, passwords } = packPasswords(entries);
writeFileSync("lib/platform/common-passwords.bin", list);
writeFileSync("lib/platform/commonest-words.json", `${JSON.stringify({ hashes: commonest })}\n`);
console.log(`${passwords} passwords of eight signs and more, held in ${list.length} bytes`);
