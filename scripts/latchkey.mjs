/**
 * `npm run latchkey -- <command>`: the operator's commands, in a table of their own (scripts/commands). Unlike `npm start`
 * it installs and makes nothing: no packages under a running server, no secrets, no database.
 */
import { fileURLToPath } from "node:url";
import { loadTypeScript } from "./load-typescript.mjs";

// npm changes to the product's folder before we do, and says where it was called.
const folder = process.env.INIT_CWD ?? process.cwd();
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const load = () =>
  loadTypeScript("scripts/commands/run-command.ts").catch((error) => {
    process.stderr.write(
      `Nothing was changed: the product is not set up here; run npm start first (${error.message})\n`,
    );
    process.exit(3);
  });

const { runCommand } = await load();
const { code, stdout, stderr } = await runCommand(process.argv.slice(2), process.env, {
  folder,
  progress: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
