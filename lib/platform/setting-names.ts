import "server-only";
import { nearestName } from "./nearest-name";
import { oidcMeanings } from "./oidc-settings";
import type { SettingNote } from "./setting-conflicts";
import { settingTable } from "./setting-table";

const known = [...Object.keys(settingTable), ...Object.keys(oidcMeanings)];
/** Read by a command, by a library or by Node. */
const others = ["BACKUP_PASSPHRASE", "NEXTAUTH_URL", "NODE_ENV"];
/** A shorter name is too near to anybody's, but for one of the same letters in another order. */
const shortest = 6;
/** No other program has names that begin so. */
const ours = /^(LATCHKEY|DATABASE_POOL)_/i;

/** Variables that are no settings and look like one that was misspelt, each with the name that was probably meant. */
export function misspeltSettings(env: Readonly<Record<string, string | undefined>>): SettingNote[] {
  return Object.keys(env).flatMap((name) => {
    const meant = meantBy(name);
    return meant === undefined ? [] : [{ name, message: `is no setting; ${meant} was probably meant` }];
  });
}

function meantBy(given: string): string | undefined {
  // Further providers have a number in the middle, and mounted files an ending.
  const [, number = ""] = /^OIDC_(\d+_)/i.exec(given) ?? [];
  const [ending = ""] = /_FILE$/i.exec(given) ?? [];
  const name = given.replace(number, "").slice(0, given.length - number.length - ending.length);
  if (known.includes(name) || others.includes(name)) return undefined;
  const bare = name.toUpperCase().replace(/^LATCHKEY_/, "");
  const most = ours.test(name) ? 5 : name.length < 8 ? 1 : 2;
  const candidates = name.length < shortest ? known.filter((other) => lettersOf(other) === lettersOf(name)) : known;
  const near = nearestName(name, candidates, () => most);
  const meant = known.find((other) => other === bare) ?? near;
  return meant && `${meant.replace(/^OIDC_/, `OIDC_${number}`)}${ending.toUpperCase()}`;
}

function lettersOf(name: string): string {
  return [...name.toUpperCase()].sort().join("");
}
