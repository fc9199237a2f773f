import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { StoredCheck } from "@/lib/features/evaluations/results";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoPlace } from "./demo-place";

const cases = [
  { customer: "Ada", topic: "a late delivery", tone: "calm" },
  { customer: "Bo", topic: "a double charge", tone: "angry" },
  { customer: "Chidi", topic: "a lost password", tone: "in a hurry" },
  { customer: "Dana", topic: "an invoice in the wrong currency", tone: "calm" },
  { customer: "Emeka", topic: "a broken link", tone: "friendly" },
  { customer: "Fumiko", topic: "a refund after 40 days", tone: "angry" },
  { customer: "Grit", topic: "a change of address", tone: "calm" },
  { customer: "Hana", topic: "an export that stays empty", tone: "in a hurry" },
];
const sets = [
  { name: "Support tickets", description: "Eight that came in last month", rows: cases },
  { name: "Edge cases", description: "What went wrong before", rows: cases.slice(0, 3) },
];
const asked = [
  { type: "max_length" as const, value: 900 },
  { type: "not_contains" as const, value: "apologise", case_sensitive: false },
];

/** Writes datasets and evaluations of the organization's first production prompt: two that ended, one that failed. */
export async function writeEvaluations(
  tx: PrismaSession,
  { id: organizationId, ownerId, nowMs }: DemoPlace,
): Promise<void> {
  const prompt = await tx.prompt.findFirst({
    where: { organizationId, environment: "production" },
    orderBy: { createdAt: "asc" },
  });
  if (!prompt) return;
  const latest = await tx.promptVersion.findUniqueOrThrow({
    where: { promptId_version: { promptId: prompt.id, version: prompt.latestVersion } },
  });
  const shared = { organizationId, environment: "production" as const, createdById: ownerId };
  const datasets = await Promise.all(
    sets.map(async ({ name, description, rows }, index) => {
      const at = new Date(nowMs - (20 - index * 6) * dayMs);
      const stored = rows.map((variables, place) => ({ position: place + 1, variables, expectations: [] }));
      return tx.dataset.create({
        data: {
          ...shared,
          id: newId("ds"),
          name,
          description,
          rowCount: rows.length,
          byteCount: Buffer.byteLength(JSON.stringify(rows)),
          createdAt: at,
          updatedAt: at,
          rows: { create: stored },
        },
      });
    }),
  );
  const runs = [
    { daysAgo: 12, set: 0, failing: [1, 5] },
    { daysAgo: 4, set: 0, failing: [5] },
    { daysAgo: 1, set: 1, failing: [] },
  ];
  for (const { daysAgo, set, failing } of runs) {
    const dataset = datasets[set];
    if (!dataset) continue;
    const createdAt = new Date(nowMs - daysAgo * dayMs);
    const results = cases.slice(0, dataset.rowCount).map((variables, place) => {
      const isWrong = failing.includes(place);
      const checks: StoredCheck[] = [
        { asked: 0, passed: true, reason: null },
        { asked: 1, passed: !isWrong, reason: isWrong ? "It contains “apologise”" : null },
      ];
      const answer = isWrong ? "We apologise for" : "Here is what we do about";
      const rendered = `${latest.content}\n\n${variables.customer}, ${variables.tone}: ${answer} ${variables.topic}.`;
      return { position: place + 1, rendered, length: [...rendered].length, passed: !isWrong, checks };
    });
    const passed = results.filter((result) => result.passed).length;
    await tx.evaluation.create({
      data: {
        ...shared,
        id: newId("eval"),
        promptId: prompt.id,
        promptVersion: prompt.latestVersion,
        promptName: prompt.name,
        datasetId: dataset.id,
        datasetName: dataset.name,
        expectations: asked,
        status: "succeeded",
        score: passed / results.length,
        passed,
        failed: results.length - passed,
        createdAt,
        completedAt: new Date(createdAt.getTime() + 2_400),
        byteCount: Buffer.byteLength(JSON.stringify(results)),
        results: { create: results },
      },
    });
  }
  const failedAt = new Date(nowMs - 9 * dayMs);
  await tx.evaluation.create({
    data: {
      ...shared,
      id: newId("eval"),
      promptId: prompt.id,
      promptVersion: 1,
      promptName: prompt.name,
      datasetId: "ds_former",
      datasetName: "Tickets of spring",
      expectations: asked,
      status: "failed",
      error: "The dataset was deleted or emptied",
      createdAt: failedAt,
      completedAt: failedAt,
    },
  });
}
