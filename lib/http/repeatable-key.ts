/**
 * The `Idempotency-Key`s of creations whose answer has not arrived, by address. They live as long as the tab, so that a
 * reload in between changes nothing. The server tells a repetition from another creation by its body, so the address is enough here.
 */
const prefix = "latchkey.creating ";
/** The server keeps answers for a day; a person who tries again does so sooner. */
const keptMs = 900_000;

export const repeatableKey = {
  /** The key of the creation under way at this address, or a new one. */
  of(url: string): string {
    const kept = read(url);
    if (kept) return kept;
    const key = newKey();
    attempt(() => sessionStorage.setItem(prefix + url, `${Date.now()} ${key}`));
    return key;
  },
  /** Its answer is known: the next creation is another one. */
  forget(url: string, key: string): void {
    if (read(url) === key) attempt(() => sessionStorage.removeItem(prefix + url));
  },
  forgetAll(): void {
    attempt(() => {
      for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefix)) sessionStorage.removeItem(name);
    });
  },
};

function read(url: string): string | null {
  const [madeAt, key] = attempt(() => sessionStorage.getItem(prefix + url))?.split(" ") ?? [];
  return key && Date.now() - Number(madeAt) < keptMs ? key : null;
}

/** `crypto.randomUUID` needs HTTPS, which a deployment on a bare address has not. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A browser that keeps nothing for pages throws; then a retry is a new creation. */
function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}
