import "server-only";
import type pg from "pg";
import { knownSecrets } from "@/lib/platform/known-secrets";
import { fingerprintOf, shortFingerprint } from "@/lib/platform/secret-fingerprint";
import { listedSecrets } from "@/lib/platform/secrets-mark";
import type { Settings } from "@/lib/platform/settings";
import { createPeppers, type Pepper, type Peppers } from "./peppers";

/** The peppers of a process, and the fingerprint of its current one where it may have to be told from others. */
export async function openPeppers(
  pool: pg.Pool,
  settings: Settings,
): Promise<{ peppers: Peppers; current: string | null }> {
  const [current, ...former] = listedSecrets(settings, "KEY_PEPPER");
  const known = (await knownSecrets(pool)).filter(({ name }) => name === "KEY_PEPPER");
  // A deployment that has only ever had one.
  if (known.length === 0 && former.length === 0) {
    return { peppers: createPeppers([{ pepper: current, mark: null }]), current: null };
  }
  const first = known.find(({ unmarked }) => unmarked)?.fingerprint;
  const marked = async (pepper: string): Promise<Pepper> => {
    const fingerprint = await fingerprintOf(pepper);
    return { pepper, mark: fingerprint === first ? null : shortFingerprint(fingerprint) };
  };
  const own = await marked(current);
  const others = await Promise.all(former.map(marked));
  // It is not known which pepper the hashes without a mark are under: every one may be it.
  const any = first === undefined ? [current, ...former].map((pepper) => ({ pepper, mark: null })) : [];
  return { peppers: createPeppers([own, ...others, ...any]), current: await fingerprintOf(current) };
}
