import { loadTypeScript } from "./load-typescript.mjs";
import { readMounted } from "./mounted-secrets.mjs";

/** All that is wrong with the settings of an environment and with the files that it names, and what is odd about them. */
export async function checkSettings(environment) {
  const mounted = readMounted(environment);
  const given = await loadTypeScript("lib/platform/given-settings.ts");
  const { problems, warnings } = given.checkSettings({ ...environment, ...mounted.values });
  return { problems: [...mounted.problems, ...problems], warnings };
}
