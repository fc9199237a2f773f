/** `npm run restore -- <file>`: an empty database filled from an archive; `--trial` fills one that is thrown away. */
import { fileURLToPath } from "node:url";
import { loadTypeScript } from "./load-typescript.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const progress = (line) => console.error(line);

try {
  await setUp(progress);
  const { runRestoreCommand } = await loadTypeScript("scripts/backup-command.ts");
  console.log(await runRestoreCommand(process.argv.slice(2), process.env, progress));
} catch (error) {
  console.error(`Nothing was restored: ${error.message}`);
  process.exit(1);
}
