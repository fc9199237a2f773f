import { readFileSync } from "node:fs";
import { secretNames } from "./secrets.mjs";

/** Settings that may hold a secret: each may be a file instead, such as one that a container gets mounted. */
const mayBeMounted = new RegExp(
  `^(${secretNames.join("|")}|DATABASE_URL|REDIS_URL|SMTP_URL|(GITHUB|GOOGLE|OIDC|OIDC_\\d+)_CLIENT_SECRET|METRICS_TOKEN|BACKUP_PASSPHRASE|OTEL_EXPORTER_OTLP_(METRICS_|TRACES_)?HEADERS)$`,
);

/**
 * The settings that `<name>_FILE` names files for: each the whole text of its file without one line break at the end. Each
 * problem names its variable and nothing of what a file holds.
 */
export function readMounted(environment) {
  const values = {};
  const problems = [];
  for (const [variable, file] of Object.entries(environment)) {
    const name = variable.endsWith("_FILE") ? variable.slice(0, -"_FILE".length) : "";
    if (!file || !mayBeMounted.test(name)) continue;
    if (environment[name]) problems.push({ name, message: `and ${variable} are both set: leave one of them out` });
    else
      try {
        values[name] = readFileSync(file, "utf8").replace(/\r?\n$/, "");
        if (values[name] === "") problems.push({ name: variable, message: `names ${file}, which is empty` });
      } catch (error) {
        problems.push({ name: variable, message: `names ${file}, which cannot be read (${error.code})` });
      }
  }
  return { values, problems };
}

/** An environment with what its files hold; throws one line that names every file that is not to be read. */
export function withMounted(environment) {
  const mounted = readMounted(environment);
  requireMounted(mounted);
  return { ...environment, ...mounted.values };
}

/** Throws that line for what was read of the files. */
export function requireMounted({ problems }) {
  if (problems.length > 0)
    throw new Error(`configuration: ${problems.map(({ name, message }) => `${name} ${message}`).join("; ")}`);
}
