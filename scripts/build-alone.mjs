/** `npm run build`: the build that a start makes, without a start, for the operator's tool on a machine where nothing runs yet. */
import { fileURLToPath } from "node:url";
import { withDiskWords } from "../lib/platform/disk-words.mjs";
import { buildIfStale } from "./build.mjs";
import { unknownArgument } from "./known-options.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const progress = (line) => console.log(line);

try {
  const unknown = unknownArgument(process.argv.slice(2), []);
  if (unknown) throw new Error(unknown);
  await setUp(progress);
  await buildIfStale(progress);
} catch (error) {
  console.error(`Nothing was built: ${withDiskWords(error)}`);
  process.exit(1);
}
