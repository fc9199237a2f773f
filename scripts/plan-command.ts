import { isPlanId, type PlanId, planIds, planOf } from "@/lib/access/catalogue";
import { findOrganization } from "@/lib/features/organizations/find-organization";
import { setPlan } from "@/lib/features/organizations/set-plan";
import { openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";
import { openCommandDatabase } from "./command-database";

const usage = `npm run plan -- <email or organization id> <${planIds.join("|")}>`;

/**
 * Puts an organization on a plan and says so in one line. A server that runs on the same database applies it from its
 * next request on, within a second. Rejects with one line for the operator, having changed nothing.
 */
export async function runPlanCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const [emailOrId, plan, ...rest] = args;
  if (!emailOrId || !plan || rest.length > 0) throw new Error(`usage: ${usage}`);
  if (!isPlanId(plan)) throw new Error(`there is no plan ${plan}; the plans are ${planIds.join(", ")}`);
  const database = await openCommandDatabase(env);
  try {
    return await changePlan(emailOrId, plan, { ...env, DATABASE_URL: database.url });
  } catch (error) {
    // PostgreSQL's "undefined table": nothing was ever migrated here.
    if (codeOf(error) === "42P01")
      throw new Error("the database has no tables yet; run npm start first", { cause: error });
    throw error;
  } finally {
    await database.leave();
  }
}

async function changePlan(emailOrId: string, plan: PlanId, env: NodeJS.ProcessEnv): Promise<string> {
  const runtime = await openRuntime(readSettings(env), { maxConnections: 2 });
  try {
    const organization = await findOrganization(emailOrId);
    if (!organization) {
      throw new Error(`no user or organization is ${emailOrId}; usage: ${usage}`);
    }
    await setPlan(organization.id, plan);
    const before = isPlanId(organization.plan) ? planOf(organization.plan).label : organization.plan;
    return `${organization.name} (${organization.id}) is on the ${planOf(plan).label} plan now; it was on ${before}.`;
  } finally {
    await runtime.close();
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
