import "server-only";
import { nextTurn } from "@/lib/platform/pace";
import type { Download } from "./contract";

/**
 * A file as a response: saved, never shown, by browsers, and read piece by piece as fast as the client takes it. Other
 * requests have their turn between two pieces.
 */
export function fileResponse({ type, filename, pieces }: Download): Response {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await nextTurn();
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": type.startsWith("text/") ? `${type}; charset=utf-8` : type,
      "content-disposition": `attachment; filename="${filename.replaceAll(/[^\w.-]/g, "_")}"`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  });
}
