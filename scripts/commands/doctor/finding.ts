import { withDiskWords } from "@/lib/platform/disk-words.mjs";
import type { parseBeforehand } from "@/lib/platform/given-settings";
import { errorText } from "@/lib/platform/log-error.mjs";

/** What a look at one part has found, and where something is to be done, what. */
export type Finding = { part: string; state: "ok" | "warn" | "fail"; says: string; todo: string | null };

/** What the looks have to go by. */
export type Site = { env: NodeJS.ProcessEnv; given: ReturnType<typeof parseBeforehand>["given"] } & Pick<
  ReturnType<typeof parseBeforehand>,
  "oidc"
>;

/** Looks at one part; ends by itself in bounded time, and rejects only for what was not foreseen. */
export type Look = (site: Site) => Promise<Finding[]>;

export const works = (part: string, says: string): Finding => ({ part, state: "ok", says, todo: null });
export const warns = (part: string, says: string, todo: string): Finding => ({ part, state: "warn", says, todo });
export const fails = (part: string, says: string, todo: string): Finding => ({ part, state: "fail", says, todo });

/** An error's words, with credentials masked. */
export function wordsOf(error: unknown): string {
  const text = errorText(error);
  return withDiskWords(error instanceof Error ? Object.assign(new Error(text), { code: codeOf(error) }) : text);
}

/** The code that Node or PostgreSQL gave an error, or its cause; "" without one. */
export function codeOf(error: unknown): string {
  for (const one of [error, error instanceof Error ? error.cause : null])
    if (typeof one === "object" && one !== null && "code" in one && typeof one.code === "string") return one.code;
  return "";
}
