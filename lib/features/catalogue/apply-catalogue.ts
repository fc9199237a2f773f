import "server-only";
import { contentWith, problemsOf } from "@/lib/access/catalogue-content";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { catalogueSubject } from "@/lib/access/catalogue-feed";
import { compileCatalogue } from "@/lib/access/catalogue-snapshot";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { CatalogueRevision as RevisionRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { lockAdministratorsAnd } from "@/lib/tenancy/administrators";
import { operator, recordEvent } from "@/lib/tenancy/events";
import { tellAdministrators } from "@/lib/tenancy/tell-administrators";
import { changesBetween } from "./compare-documents";
import type { AppliedCatalogue, CataloguePlan, NewCatalogue } from "./contract";
import { documentOf, latestRevision } from "./revisions";
import { whatEnds } from "./what-ends";

/** An administrator of the deployment, or its operator by a command. */
type Changer = UserPrincipal | typeof operator;

/** What a document would change; 400 where it does not hold together. */
export async function planCatalogue(document: CatalogueDocument): Promise<CataloguePlan> {
  requireConsistent(document);
  const { prisma } = runtime().database;
  return planOn(prisma, await latestRevision(prisma), document);
}

/**
 * Makes a document the one that counts, in every process from its next decision. 400 where it does not hold together, 409
 * where another revision than its base counts by now, and where something in use would end that was not allowed to.
 */
export async function applyCatalogue(changer: Changer, wanted: NewCatalogue): Promise<AppliedCatalogue> {
  const { document, base, note } = wanted;
  requireConsistent(document);
  const { changes, catalogue, clock } = runtime();
  const applied = await changes.commit<AppliedCatalogue>(async (tx) => {
    await requireAdministrator(tx, changer);
    await lockUntilCommit(tx, catalogueSubject);
    const latest = await latestRevision(tx);
    const plan = await planOn(tx, latest, document);
    if (base !== undefined && base !== plan.base) {
      throw new ApiError("conflict", `The catalogue has revision ${plan.base} by now; this was made from ${base}`);
    }
    if (plan.changes.length === 0) return { result: { ...plan, revision: plan.base }, subjects: [] };
    if (plan.ends.length > 0 && !wanted.allow_ending) {
      const ends = plan.ends.map(({ message }) => message).join("; ");
      throw new ApiError("conflict", `Something in use would end: ${ends}. Say allow_ending to go on`);
    }
    const revision = plan.base + 1;
    const madeById = changer === operator ? operator : changer.userId;
    await tx.catalogueRevision.create({
      data: { revision, document, note, madeById, madeAt: new Date(clock.now()) },
    });
    await record(tx, changer, { revision, note, changes: plan.changes.map(({ path }) => path).slice(0, toldPaths) });
    return { result: { ...plan, revision }, subjects: [catalogueSubject] };
  });
  // What is answered from now on is answered by it, here too.
  await catalogue.behind();
  return applied;
}

/** An event is read by people: it names so many of the places that differ. */
const toldPaths = 50;

function requireConsistent(document: CatalogueDocument): void {
  const problems = problemsOf(document).map(({ path, message }) => ({ path: `document.${path}`, message }));
  const [first] = problems;
  if (first) throw new ApiError("validation", `${first.path}: ${first.message}`, { problems });
}

async function planOn(
  tx: PrismaSession,
  latest: RevisionRow | null,
  document: CatalogueDocument,
): Promise<CataloguePlan> {
  const before = documentOf(latest);
  const [old, next] = [before, document].map((one) => compileCatalogue(contentWith(one), 0));
  if (!old || !next) throw new Error("two documents make two catalogues");
  return {
    base: latest?.revision ?? 0,
    changes: changesBetween(before, document),
    ends: await whatEnds(tx, old, next, new Date(runtime().clock.now())),
  };
}

/** The caller may have been removed or suspended meanwhile, 403, or their session ended, 401. The operator has the machine itself. */
async function requireAdministrator(tx: PrismaSession, changer: Changer): Promise<void> {
  if (changer === operator) return;
  const { ids } = await lockAdministratorsAnd(tx, changer.userId);
  if (!ids.includes(changer.userId)) throw new ApiError("forbidden");
  await holdCaller(tx, changer);
}

type Told = { revision: number; note: string; changes: readonly string[] };

async function record(tx: PrismaSession, changer: Changer, data: Told): Promise<void> {
  const event = { type: "catalogue.changed", subjectId: `${data.revision}` } as const;
  if (changer === operator) return tellAdministrators(tx, { ...event, data: { ...data, by: "command" } });
  const { organizationId, userId } = changer;
  await recordEvent(tx, { ...event, organizationId, environment: "production", actorId: userId, data });
}
