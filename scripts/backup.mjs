/** `npm run backup -- <file>`: everything that a deployment holds in one archive, while the server runs or not. */
import { fileURLToPath } from "node:url";
import { loadTypeScript } from "./load-typescript.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const progress = (line) => console.error(line);

try {
  await setUp(progress);
  const { runBackupCommand } = await loadTypeScript("scripts/backup-command.ts");
  console.log(await runBackupCommand(process.argv.slice(2), process.env, progress));
} catch (error) {
  console.error(`No backup was made: ${error.message}`);
  process.exit(1);
}
