import { CallError } from "@/lib/http/call-error";

/** What is to be changed is not what the reader saw any more: `now` is what it is. */
export class ChangedElsewhere<T> extends CallError {
  constructor(readonly now: T) {
    super("It was changed elsewhere meanwhile, so nothing was saved.", 412, "PRECONDITION_FAILED");
  }
}

/** A thing in use moves on by itself, such as when it was used last: then it is read and compared again. */
const mostTries = 8;

/**
 * Changes a thing only while it is as its reader saw it, and otherwise throws `ChangedElsewhere`. `isAsSeen` compares what
 * readers set alone; the tag holds what was compared until it is changed (RFC 9110 section 13.1.1).
 */
export async function changeAsSeen<T, R>({
  read,
  isAsSeen,
  change,
}: {
  read: () => Promise<{ result: T; tag: string | null }>;
  isAsSeen: (now: T) => boolean;
  change: (ifMatch: string | null) => Promise<R>;
}): Promise<R> {
  for (let tries = 1; ; tries += 1) {
    const { result, tag } = await read();
    if (!isAsSeen(result)) throw new ChangedElsewhere(result);
    try {
      return await change(tag);
    } catch (error) {
      if (!(error instanceof CallError) || error.status !== 412 || tries === mostTries) throw error;
    }
  }
}
