import { z } from "zod";

/** Bytes of metadata as JSON. */
export const maxMetadataBytes = 4_096;

/** Deeper JSON would exhaust the call stack of whatever writes it. */
const maxMetadataDepth = 32;

/** Looks level by level instead of calling itself: a body may be nested deeper than the call stack. */
function isShallow(value: object): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxMetadataDepth) return false;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return true;
}

/** A JSON object of an organization's own, of at most 4 KB. */
export const Metadata = z
  .record(z.string().min(1).max(100), z.unknown())
  .refine(isShallow, { error: `must be nested at most ${maxMetadataDepth} deep`, abort: true })
  .refine(
    (value) => new TextEncoder().encode(JSON.stringify(value)).length <= maxMetadataBytes,
    "must be at most 4 KB as JSON",
  );
