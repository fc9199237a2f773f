import "server-only";
import { contentWith, problemsOf } from "@/lib/access/catalogue-content";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { catalogueSubject } from "@/lib/access/catalogue-feed";
import { compileCatalogue } from "@/lib/access/catalogue-snapshot";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma, CatalogueRevision as RevisionRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { lockAdministratorsAnd } from "@/lib/tenancy/administrators";
import { actedBy, operator, recordEvent } from "@/lib/tenancy/events";
import { tellAdministrators } from "@/lib/tenancy/tell-administrators";
import { changesBetween } from "./compare-documents";
import type { AppliedCatalogue, CataloguePlan, NewCatalogue } from "./contract";
import { wholeOf } from "./managed-part";
import { documentOf, latestRevision } from "./revisions";
import { whatEnds } from "./what-ends";

/** An administrator of the deployment, a management key that one of them made, or its operator by a command. */
type Changer = Principal | typeof operator;

/** What a document would change; 400 where it does not hold together, 403 for what a management key does not manage. */
export async function planCatalogue(changer: Changer, part: CatalogueDocument): Promise<CataloguePlan> {
  const { prisma } = runtime().database;
  const latest = await latestRevision(prisma);
  const document = wholeFor(changer, latest, part);
  requireConsistent(document);
  return planOn(prisma, latest, document);
}

/**
 * Makes a document the one that counts, in every process from its next decision. 400 where it does not hold together, 409
 * where another revision than its base counts by now, and where something in use would end that was not allowed to.
 */
export async function applyCatalogue(changer: Changer, wanted: NewCatalogue): Promise<AppliedCatalogue> {
  const { base, note } = wanted;
  const { changes, catalogue, clock } = runtime();
  const applied = await changes.commit<AppliedCatalogue>(async (tx) => {
    await requireAdministrator(tx, changer);
    await lockUntilCommit(tx, catalogueSubject);
    const latest = await latestRevision(tx);
    const document = wholeFor(changer, latest, wanted.document);
    requireConsistent(document);
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
    const madeById = changer === operator ? operator : (changer.userId ?? changer.credentialId);
    await tx.catalogueRevision.create({
      // What an OpenAPI document holds was read as JSON; its type says no more than that it is something.
      data: { revision, document: document as Prisma.InputJsonObject, note, madeById, madeAt: new Date(clock.now()) },
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

function wholeFor(changer: Changer, latest: RevisionRow | null, part: CatalogueDocument): CatalogueDocument {
  return wholeOf(changer, documentOf(latest), part);
}

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

/**
 * The caller may have been removed or suspended meanwhile, 403, or their session or key ended, 401. A management key counts as
 * the administrator who answers for it. The operator has the machine itself.
 */
async function requireAdministrator(tx: PrismaSession, changer: Changer): Promise<void> {
  if (changer === operator) return;
  const userId = changer.userId ?? (await voucherOf(tx, changer));
  const { ids } = await lockAdministratorsAnd(tx, userId);
  if (!ids.includes(userId)) throw new ApiError("forbidden");
  await holdCaller(tx, changer);
}

async function voucherOf(tx: PrismaSession, { credentialId, organizationId }: Principal): Promise<string> {
  const key = await tx.apiKey.findFirst({
    where: { id: credentialId, organizationId },
    select: { vouchedById: true },
  });
  return key?.vouchedById ?? "";
}

type Told = { revision: number; note: string; changes: readonly string[] };

async function record(tx: PrismaSession, changer: Changer, data: Told): Promise<void> {
  const event = { type: "catalogue.changed", subjectId: `${data.revision}` } as const;
  if (changer === operator) return tellAdministrators(tx, { ...event, data: { ...data, by: "command" } });
  await recordEvent(tx, { ...event, ...actedBy(changer), environment: "production", data });
}
