/**
 * `npm run reconcile`: compares the journals on this disk with the stored usage and limits, and prints the difference;
 * exits 1 when there is one. `-- --from <time> --to <time>` compares a span, `--journals <folder>` adds journals of another
 * machine, `--json` prints all of it for programs. Works beside a running product.
 */
import { fileURLToPath } from "node:url";
import { loadTypeScript } from "./load-typescript.mjs";
import { ensureSecrets } from "./secrets.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

try {
  await setUp((line) => console.error(line));
  const { runReconcileCommand } = await loadTypeScript("scripts/reconcile-command.ts");
  Object.assign(process.env, await ensureSecrets(process.env.LATCHKEY_DATA_DIR || "data"));
  const { text, isEqual } = await runReconcileCommand(process.argv.slice(2), process.env);
  console.log(text);
  process.exitCode = isEqual ? 0 : 1;
} catch (error) {
  console.error(`Nothing was compared: ${error.message}`);
  process.exit(2);
}
