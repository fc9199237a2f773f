/** `npm start`: from any state of the clone to a running server. `--demo` adds demo data once. */
import { fileURLToPath } from "node:url";
import { complain } from "./console-lines.mjs";
import { unknownArgument } from "./known-options.mjs";
import { nodeProblem } from "./node-version.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const args = process.argv.slice(2);
const problem = nodeProblem() ?? unknownArgument(args, ["--demo"]);
if (problem) {
  complain(`Latchkey did not start: ${problem}`, "start_failed");
  process.exit(1);
}
// An older Node may not even be able to read the rest.
const { startProduct } = await import("./start-product.mjs");
await startProduct({ mayMake: true, isDemo: args.includes("--demo") });
