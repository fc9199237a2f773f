/**
 * `npm run rotate-signing-key`: publishes a new key for OAuth access tokens, which signs a day later. `-- --now`: signs at
 * once. `-- --compromised`: the other keys go as well, and with them every access token. Works beside a running product.
 */
import { fileURLToPath } from "node:url";
import { loadTypeScript } from "./load-typescript.mjs";
import { ensureSecrets } from "./secrets.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

try {
  await setUp((line) => console.error(line));
  const { rotateSigningKeyCommand } = await loadTypeScript("scripts/rotate-signing-key-command.ts");
  Object.assign(process.env, await ensureSecrets(process.env.LATCHKEY_DATA_DIR || "data"));
  console.log(await rotateSigningKeyCommand(process.argv.slice(2), process.env));
} catch (error) {
  console.error(`The key was not rotated: ${error.message}`);
  process.exit(1);
}
