import "server-only";
import { Answer } from "./answer";
import type { Download } from "./contract";

/** A file as an answer: browsers save it and never show it. */
export function fileAnswer({ type, filename, pieces }: Download): Answer {
  return new Answer(
    200,
    {
      "content-type": type.startsWith("text/") ? `${type}; charset=utf-8` : type,
      "content-disposition": `attachment; filename="${filename.replaceAll(/[^\w.-]/g, "_")}"`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
    pieces,
  );
}
