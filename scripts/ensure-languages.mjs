import { spawnSync } from "node:child_process";
import { ensurePackage } from "./ensure-package.mjs";

/** Makes Python and Go available to the tests of the examples in these languages. */
export async function ensureLanguages(progress) {
  await ensurePackage("python3", { isThere: () => answers("python3", "--version"), progress });
  await ensurePackage("golang-go", { isThere: () => answers("go", "version"), progress });
}

function answers(program, word) {
  return spawnSync(program, [word], { stdio: "ignore" }).status === 0;
}
