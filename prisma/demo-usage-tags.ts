import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import type { DemoKey, Rhythm } from "./demo-key";
import type { DemoUsage } from "./demo-usage";

const models = ["model:small", "model:medium", "model:large"];
const regions: Partial<Record<Rhythm, string>> = { office: "region:eu", steady: "region:eu", evening: "region:us" };

/** What a service tells the requests of a key apart by: the model that they are for, and where they come from. */
export function tagsOf({ name, rhythm }: Required<Pick<DemoKey, "name" | "rhythm">>): string[] {
  return [models[name.length % models.length], regions[rhythm]].filter((tag) => tag !== undefined);
}

/** Counts requests under each of their tags, as the product does beside its roll-ups; of these the database adds them up. */
export async function writeTags(
  tx: PrismaSession,
  { minutes, hours }: Pick<DemoUsage, "minutes" | "hours">,
  organizationIds: readonly string[],
): Promise<void> {
  const traffics = new Set([...minutes, ...hours].map(({ traffic }) => traffic));
  const given = new Map([...traffics].map(({ credentialId, tags = [] }) => [credentialId, tags]));
  const tagged = [...given].flatMap(([id, tags]) => tags.map((tag) => ({ id, tag })));
  for (const unit of ["minute", "hour", "day"]) {
    await tx.$executeRawUnsafe(
      `INSERT INTO usage_tag_${unit}s
              (organization_id, bucket_start, product, environment, tag, status_class, requests, latency)
       SELECT u.organization_id, u.bucket_start, u.product, u.environment, given.tag, u.status_class,
              sum(u.requests), sum(u.latency)
         FROM usage_${unit}s u JOIN unnest($1::text[], $2::text[]) AS given (id, tag) ON given.id = u.credential_id
        WHERE u.organization_id = ANY ($3::text[])
        GROUP BY 1, 2, 3, 4, 5, 6`,
      tagged.map(({ id }) => id),
      tagged.map(({ tag }) => tag),
      organizationIds,
    );
  }
}
