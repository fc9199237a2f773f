import "server-only";
import * as crypto from "node:crypto";
import type { Passwords, PasswordTurn } from "@/lib/platform/passwords";
import type { SlowAlgorithm } from "./slow-algorithms";

/** bcrypt looks at no more bytes. */
const bcryptBytes = 72;
/** A cost of 12 takes about 400 ms. */
const mostBcryptCost = 12;

const bcryptForm = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const argonForm =
  /^\$(argon2(?:id|i|d))\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,10})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;
/** Of a single check: 64 MiB, ten passes, eight lanes. */
const argonBounds = { memory: 65_536, passes: 10, parallelism: 8 };

type ArgonParameters = {
  message: Buffer;
  nonce: Buffer;
  parallelism: number;
  tagLength: number;
  memory: number;
  passes: number;
};
type Argon = (algorithm: string, parameters: ArgonParameters, done: (error: Error | null, tag: Buffer) => void) => void;

/** Node has it from 24.7 on, and the types are those of the oldest Node that is supported. */
const { argon2 } = crypto as typeof crypto & { argon2?: Argon };

/** Why a hash cannot be checked here, in words that follow its name; null where it can. */
export function whyNotSlowHash(algorithm: SlowAlgorithm, value: string): string | null {
  if (algorithm === "bcrypt") {
    const [, cost] = bcryptForm.exec(value) ?? [];
    if (cost === undefined) return "is no bcrypt hash such as $2b$10$…";
    const isFit = Number(cost) >= 4 && Number(cost) <= mostBcryptCost;
    return isFit ? null : `has a cost that is not from 4 to ${mostBcryptCost}`;
  }
  const read = readArgon(value);
  if (!read) return "is no argon2 hash such as $argon2id$v=19$m=65536,t=3,p=4$…";
  const { memory, passes, parallelism } = argonBounds;
  if (read.memory > memory || read.passes > passes || read.parallelism > parallelism)
    return `asks for more than m=${memory}, t=${passes}, p=${parallelism}`;
  if (read.memory < 8 * read.parallelism || read.passes < 1 || read.parallelism < 1)
    return "has parameters that argon2 does not take";
  return argon2 ? null : `needs Node 24.7 or newer: this is ${process.versions.node}, which has no argon2`;
}

/** Whether this Node can check such a hash: another process may have imported what this one cannot. */
export function isCheckable(value: string): boolean {
  return argon2 !== undefined || !argonForm.test(value);
}

/** Whether a hash is that of a key; checked off the main thread, in its turn. Throws where `isCheckable` says no: that is never a no. */
export async function matchesSlowHash(
  passwords: Pick<Passwords, "matches" | "inTurn">,
  secret: string,
  value: string,
  turn: PasswordTurn,
): Promise<boolean> {
  if (bcryptForm.test(value)) {
    return Buffer.byteLength(secret) <= bcryptBytes && passwords.matches(secret, value, turn);
  }
  const read = readArgon(value);
  const hash = argon2;
  if (!read) return false;
  if (!hash) throw new Error("this Node has no argon2");
  const { algorithm, tag, ...parameters } = read;
  const given = { ...parameters, message: Buffer.from(secret), tagLength: tag.length };
  const made = await passwords.inTurn(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        hash(algorithm, given, (error, result) => (error ? reject(error) : resolve(result)));
      }),
    turn,
  );
  return made.length === tag.length && crypto.timingSafeEqual(made, tag);
}

function readArgon(value: string) {
  const [, algorithm, memory, passes, parallelism, salt, tag] = argonForm.exec(value) ?? [];
  if (!algorithm || !salt || !tag) return null;
  return {
    algorithm,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(salt, "base64"),
    tag: Buffer.from(tag, "base64"),
  };
}
