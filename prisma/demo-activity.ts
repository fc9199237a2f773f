import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { writeAlerts } from "./demo-alerts";
import { writeApps } from "./demo-apps";
import { writeEvaluations } from "./demo-evaluations";
import { writeEvents } from "./demo-events";
import type { DemoPlace } from "./demo-place";
import type { DemoRandom } from "./demo-random";
import { writeReports } from "./demo-reports";
import { writeRequests } from "./demo-requests";
import { writeWebhooks } from "./demo-webhooks";

/** Fills what comes of using an organization: its log, alerts, webhooks, apps, evaluations, reports and last requests. */
export async function writeActivity(tx: PrismaSession, place: DemoPlace, random: DemoRandom): Promise<void> {
  const keys = await tx.apiKey.findMany({ where: { organizationId: place.id }, orderBy: { createdAt: "asc" } });
  const members = await tx.membership.findMany({ where: { organizationId: place.id }, select: { userId: true } });
  await writeEvents(tx, place, keys, random);
  await writeAlerts(tx, place, keys);
  await writeWebhooks(tx, place);
  await writeApps(
    tx,
    place,
    members.map(({ userId }) => userId),
  );
  await writeEvaluations(tx, place);
  await writeReports(tx, place, keys);
  await writeRequests(tx, place, keys, random);
}
