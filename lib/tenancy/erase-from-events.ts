import "server-only";
import { runtime } from "@/lib/access/runtime";
import { inTransaction } from "@/lib/platform/transaction";
import { type ErasablePart, withoutPart } from "./event-digest";
import { type StoredEvent, storedColumns } from "./stored-events";

/** The kind of job that takes a deleted user's addresses out of the logs of others; its payload is `{ userId, email }`. */
export const eraseJob = "events.erase";

const batchSize = 200;

/** Where they were when they acted, and their address where an event is about them. */
const toErase: readonly { part: ErasablePart; where: string }[] = [
  { part: "place", where: "actor_id = gone.id" },
  { part: "email", where: "(subject_id = gone.id OR data->>'email' = gone.email)" },
];

/** Erases what can be erased of events by and about a user who is gone. Their hashes still hold. */
export async function eraseFromEvents(userId: string, email: string): Promise<void> {
  for (const { part, where } of toErase) while ((await eraseBatch(part, where, userId, email)) === batchSize);
}

function eraseBatch(part: ErasablePart, where: string, userId: string, email: string): Promise<number> {
  const { auditMarks } = runtime();
  return inTransaction(runtime(), async (tx) => {
    const rows = await tx.$queryRawUnsafe<StoredEvent[]>(
      `SELECT ${storedColumns} FROM events WHERE erasable->'${part}'->>'salt' IS NOT NULL AND events.id IN (
         SELECT events.id FROM events, (SELECT $1::text AS id, $2::text AS email) AS gone WHERE ${where}
            AND erasable->'${part}'->>'salt' IS NOT NULL ORDER BY events.id LIMIT ${batchSize})
        ORDER BY id FOR NO KEY UPDATE`,
      userId,
      email,
    );
    for (const row of rows) {
      const left = withoutPart(row, part, auditMarks);
      if (!left) continue;
      const [data, erasable] = [JSON.stringify(left.data), JSON.stringify(left.erasable)];
      await tx.$executeRaw`UPDATE events SET data = ${data}::jsonb, erasable = ${erasable}::jsonb WHERE id = ${row.id}`;
    }
    return rows.length;
  });
}
