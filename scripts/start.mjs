/** `npm start`: from any state of the clone to a running server. `--demo` adds demo data once. */
import { fileURLToPath } from "node:url";
import { startProduct } from "./start-product.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
await startProduct({ mayMake: true, isDemo: process.argv.includes("--demo") });
