import "server-only";
import type { EventProvenance } from "@/lib/generated/prisma/enums";
import type { EventContent } from "./event-digest";

/** An event with what sealing added. */
export type StoredEvent = EventContent & {
  mark: string | null;
  sequence: number | null;
  hash: string | null;
  provenance: EventProvenance | null;
};

/** What SQL reads of a row of `events` for a `StoredEvent`. */
export const storedColumns = `
  id, organization_id AS "organizationId", environment, type, actor_id AS "actorId", credential_id AS "credentialId",
  subject_id AS "subjectId", data, created_at AS "createdAt", counting_until AS "countingUntil", erasable, mark,
  sequence::float8 AS sequence, hash, provenance`;

/** Both ends of an organization's chain. */
export type Chain = {
  startSequence: number;
  startHash: string;
  startMark: string;
  headSequence: number;
  headHash: string;
  headMark: string;
  sealedAt: Date;
};

/** What SQL reads of a row of `audit_chains` for a `Chain`. */
export const chainColumns = `
  start_sequence::float8 AS "startSequence", start_hash AS "startHash", start_mark AS "startMark",
  head_sequence::float8 AS "headSequence", head_hash AS "headHash", head_mark AS "headMark", sealed_at AS "sealedAt"`;
