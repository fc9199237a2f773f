import { expect, it } from "vitest";
import { answerRecord, readRecord } from "./ledger-record";
import type { UsageEvent } from "./usage-event";

const event: UsageEvent = {
  organizationId: "org",
  product: "images",
  environment: "production",
  credentialId: "key_1",
  endpoint: "list-images",
  status: 200,
  atMs: 1_780_000_000_000,
};

it.each([
  ["nothing else", event],
  ["its time", { ...event, elapsedMicros: 0 }],
  ["its tags", { ...event, elapsedMicros: 1_200, tags: ["eu", "model:a"] }],
])("an answered request is read from the journal as it was noted, with %s", (_, noted) => {
  const record = answerRecord(noted);
  expect(record).not.toContain("\n");
  expect(readRecord(record)).toEqual({ kind: "answer", event: noted });
});

it("a version without tags reads the same of a line with some", () => {
  const fields = answerRecord({ ...event, elapsedMicros: 1_200, tags: ["eu"] }).split("\t");
  expect(fields.slice(0, 9).join("\t")).toBe(answerRecord({ ...event, elapsedMicros: 1_200 }));
});
