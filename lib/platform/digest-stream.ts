import "server-only";
import { createHash } from "node:crypto";
import { Transform } from "node:stream";

/** Lets bytes through and knows afterwards how many they were, and their SHA-256. */
export function digestStream(): { stream: Transform; digest: () => { bytes: number; sha256: string } } {
  const hash = createHash("sha256");
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, digest: () => ({ bytes, sha256: hash.digest("hex") }) };
}
