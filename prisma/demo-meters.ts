import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { addSums, addUnique } from "@/lib/features/metering/count-events";
import { uniqueOf } from "@/lib/features/metering/meter-value";
import { writeTotals } from "@/lib/features/metering/period-totals";
import { startOfWindow } from "@/lib/features/metering/query-contract";
import { MeterAggregation, MeterPeriod } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoPlace } from "./demo-place";
import type { DemoRandom } from "./demo-random";

const ageDays = 60;
const models = ["nordlys-large", "nordlys-small"];
const sites = ["Fjell", "Sund", "Midt", "Vik", "Nes"];

const meters = [
  {
    key: "tokens",
    name: "Tokens of the assistant",
    eventType: "com.example.tokens_used",
    aggregation: MeterAggregation.sum,
    valueProperty: "usage.tokens",
    groupBy: ["model"],
    product: "prompts",
    period: MeterPeriod.month,
  },
  {
    key: "answers",
    name: "Answers given",
    eventType: "com.example.answer",
    aggregation: MeterAggregation.count,
    product: "prompts",
    period: MeterPeriod.day,
  },
  {
    key: "sites",
    name: "Sites that asked",
    eventType: "com.example.answer",
    aggregation: MeterAggregation.unique,
    valueProperty: "site",
    period: MeterPeriod.month,
  },
];

/**
 * Writes meters of an organization that has customers, with two months of what these used, counted as reported events are. Their days
 * and months that are over are closed without a word: no webhook is told of what nobody did.
 */
export async function writeMeters(
  tx: PrismaSession,
  { id: organizationId, nowMs }: DemoPlace,
  random: DemoRandom,
): Promise<void> {
  const createdAt = new Date(nowMs - ageDays * dayMs);
  const stored = meters.map((meter) => ({ id: newId("mtr"), ...meter, organizationId }));
  await tx.meter.createMany({ data: stored.map((meter) => ({ ...meter, createdAt, updatedAt: createdAt })) });
  const [tokens, answers, unique] = stored.map(({ id }) => id);
  if (!(tokens && answers && unique)) return;
  const groups = models.map((value) => ({ meterId: tokens, property: "model", value }));
  await tx.meterGroup.createMany({ data: groups });
  const customers = await tx.customer.findMany({ where: { organizationId }, orderBy: { createdAt: "asc" } });
  const asked = customers.flatMap(({ id: customerId }, place) =>
    Array.from({ length: ageDays }, (_, day) => nowMs - (day + random.next()) * dayMs)
      .filter((timeMs) => timeMs > createdAt.getTime())
      .map((timeMs) => ({ customerId, timeMs, size: 1 / (place + 1) })),
  );
  await addSums(
    tx,
    asked.flatMap(({ customerId, timeMs, size }) => [
      ...models.map((model, place) => ({
        ...{ customerId, timeMs, meterId: tokens, groups: JSON.stringify([model]) },
        value: String(random.poisson((90_000 * size) / (2 * place + 1))),
      })),
      { customerId, timeMs, meterId: answers, groups: "", value: String(1 + random.poisson(40 * size)) },
    ]),
  );
  await addUnique(
    tx,
    asked.flatMap(({ customerId, timeMs }) => {
      const valueHash = uniqueOf(sites[random.poisson(1.5)] ?? "Fjell");
      return valueHash ? [{ customerId, timeMs, meterId: unique, valueHash }] : [];
    }),
  );
  for (const period of [MeterPeriod.day, MeterPeriod.month]) {
    const next = (startMs: number) => startOfWindow(period, startMs, 1);
    for (let startMs = startOfWindow(period, createdAt.getTime()); next(startMs) <= nowMs; startMs = next(startMs)) {
      const start = new Date(startMs);
      const closedAt = new Date(next(startMs));
      await tx.usagePeriod.create({
        data: { organizationId, period, start, version: 1, closedAt, updatedAt: closedAt },
      });
      await writeTotals(tx, { organizationId, period, start });
    }
  }
}
