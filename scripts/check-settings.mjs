import { embeddedPackage } from "../lib/platform/embedded-package.mjs";
import { addressProblems } from "../lib/platform/own-address.mjs";
import { loadTypeScript } from "./load-typescript.mjs";
import { readMounted } from "./mounted-secrets.mjs";

/** What can be told of the settings without any package: of files that they name, and of ports and addresses. */
export async function checkWithoutPackages(environment) {
  return [...readMounted(environment).problems, ...(await addressProblems(environment))];
}

/** All that is wrong with the settings of an environment and with what they name on this machine, and what is odd about them. */
export async function checkSettings(environment) {
  const given = { ...environment, ...readMounted(environment).values };
  const { checkSettings: check } = await loadTypeScript("lib/platform/given-settings.ts");
  const { problems, warnings } = check(given);
  const early = await checkWithoutPackages(environment);
  return { problems: [...early, ...problems, ...databaseProblems(given)], warnings };
}

/** A release may hold no PostgreSQL, and npm's package of it may be missing for this platform. */
function databaseProblems({ DATABASE_URL, DATABASE_URL_FILE }) {
  const { name, isThere } = embeddedPackage();
  if (isThere || DATABASE_URL || DATABASE_URL_FILE) return [];
  return [{ name: "DATABASE_URL", message: `is missing, and there is no PostgreSQL of our own here (${name})` }];
}
