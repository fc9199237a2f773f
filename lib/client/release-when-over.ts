import type { Decision } from "./decision";
import type { HeldCall } from "./held-call";

/** What is used of Node's response. */
export type NodeResponse = {
  once(event: "close", listener: () => void): unknown;
  /** Its connection is gone. */
  destroyed?: boolean;
};

/** Releases what a request holds once its response was sent, or its connection is closed. */
export function releaseWhenClosed(decision: Decision, response: NodeResponse): void {
  if (!decision.passes || !decision.hold) return;
  const { hold } = decision;
  // It told of that before anybody listened.
  if (response.destroyed) void hold.release();
  else response.once("close", () => void hold.release());
}

/** A body that releases what its request holds once it was read to its end, is read no more, or failed. */
export function releasedAfter(body: ReadableStream<Uint8Array> | null, hold: HeldCall): typeof body {
  if (body === null) {
    void hold.release();
    return null;
  }
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          void hold.release();
          controller.close();
        } catch (error) {
          void hold.release();
          controller.error(error);
        }
      },
      async cancel(reason) {
        void hold.release();
        await reader.cancel(reason);
      },
    },
    // Nothing is read ahead of whoever reads it.
    { highWaterMark: 0 },
  );
}
