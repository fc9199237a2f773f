/** `npm run plan -- <email or organization id> <plan>`: the operator's way to change a plan, while the server runs or not. */
import { fileURLToPath } from "node:url";
import { loadTypeScript } from "./load-typescript.mjs";
import { ensureSecrets } from "./secrets.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

try {
  await setUp((line) => console.error(line));
  const { runPlanCommand } = await loadTypeScript("scripts/plan-command.ts");
  Object.assign(process.env, await ensureSecrets(process.env.LATCHKEY_DATA_DIR || "data"));
  console.log(await runPlanCommand(process.argv.slice(2), process.env));
} catch (error) {
  console.error(`The plan was not changed: ${error.message}`);
  process.exit(1);
}
