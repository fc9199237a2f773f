import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parseDocument, stringify } from "yaml";
import { CatalogueDocument } from "@/lib/access/catalogue-document";
import { runtime } from "@/lib/access/runtime";
import { applyCatalogue, planCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import type { CatalogueChange, CataloguePlan } from "@/lib/features/catalogue/contract";
import { schemaComment } from "@/lib/features/catalogue/document-schema";
import { getCatalogue, getRevision } from "@/lib/features/catalogue/revisions";
import { ApiError } from "@/lib/http/api-error";
import { operator } from "@/lib/tenancy/events";
import { type Command, type CommandCall, CommandError } from "./command";
import { withRuntime } from "./with-runtime";

const takes = ["<file>"];

/** What a file would change. */
const diff: Command = {
  name: "diff",
  takes,
  summary: "show what a latchkey.yaml would change of products, plans and limits",
  details: ["Nothing is changed. What is in use and would end is told too."],
  async run(call) {
    const document = await readDocument(call);
    return withRuntime(call.env, async () => {
      const plan = await refusedInWords(() => planCatalogue(operator, document));
      return { text: planTold(plan), data: { ...plan } };
    });
  },
};

/** Carries it out. */
const apply: Command = {
  name: "apply",
  takes,
  confirms: true,
  options: {
    note: { type: "string", shown: "--note <text>", means: "why, for the history" },
    "allow-ending": { type: "boolean", shown: "--allow-ending", means: "go on although something in use ends" },
  },
  summary: "make a latchkey.yaml the catalogue that counts, after it was shown",
  details: [
    "It counts from the next decision in every process. Nothing is deleted: what ends comes back with an earlier file.",
  ],
  async run(call) {
    const document = await readDocument(call);
    const { "allow-ending": allow, note } = call.options;
    return withRuntime(call.env, async () => {
      const plan = await refusedInWords(() => planCatalogue(operator, document));
      if (plan.changes.length === 0) return { text: planTold(plan), data: { ...plan, revision: plan.base } };
      if (plan.ends.length > 0 && allow !== true) {
        throw new CommandError("refused", `${planTold(plan)}\nSay --allow-ending to go on.`);
      }
      await call.confirm(planTold(plan));
      const wanted = {
        document,
        base: plan.base,
        note: typeof note === "string" ? note : "",
        allow_ending: allow === true,
      };
      const applied = await refusedInWords(() => applyCatalogue(operator, wanted));
      return { text: `Revision ${applied.revision} counts now.`, data: { ...applied } };
    });
  },
};

/** Writes what counts, or what once did. */
const exported: Command = {
  name: "export",
  takes: [],
  options: { revision: { type: "string", shown: "--revision <number>", means: "an earlier state" } },
  summary: "write the catalogue's document as YAML",
  details: ["It is what `apply` takes: what you added to the shipped catalogue, and what differs from it."],
  run: ({ options: { revision }, env }) =>
    withRuntime(env, async () => {
      const { data } = await refusedInWords(() =>
        typeof revision === "string" ? getRevision(operator, revision) : getCatalogue(operator),
      );
      const text = `${schemaComment(runtime().settings.publicUrl)}\n${stringify(data.document).trimEnd()}`;
      return { text, data: { ...data } };
    }),
};

/** Every command about the catalogue. */
export const catalogueCommands: readonly Command[] = [diff, apply, exported];

async function readDocument({ given: [file = ""], folder }: CommandCall): Promise<CatalogueDocument> {
  const text = await readFile(resolve(folder, file), "utf8").catch(() => {
    throw new CommandError("usage", `there is no file ${file} to read`);
  });
  const yaml = parseDocument(text, { uniqueKeys: true });
  const [broken] = yaml.errors;
  if (broken) throw new CommandError("refused", `${file}: ${broken.message.trim()}`);
  const said: unknown = yaml.toJS() ?? {};
  await readDescriptions(said, resolve(folder, file));
  const parsed = CatalogueDocument.safeParse(said);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  throw new CommandError("refused", `${file}\n${problems.join("\n")}`);
}

/** Puts the content of the OpenAPI files that products name in their place; they lie beside the document, or below it. */
async function readDescriptions(said: unknown, file: string): Promise<void> {
  const products: unknown[] = Object.values((said as { products?: object } | null)?.products ?? {});
  for (const product of products) {
    const entry = product as { openapi?: unknown } | null;
    if (typeof entry?.openapi !== "string") continue;
    const name = entry.openapi;
    const text = await readFile(resolve(dirname(file), name), "utf8").catch(() => {
      throw new CommandError("usage", `there is no file ${name} beside ${file}`);
    });
    const yaml = parseDocument(text, { uniqueKeys: true });
    const [broken] = yaml.errors;
    if (broken) throw new CommandError("refused", `${name}: ${broken.message.trim()}`);
    entry.openapi = yaml.toJS();
  }
}

/** A document that does not hold together, and one that came too late, are told as they would be by HTTP. */
async function refusedInWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const lines = error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw new CommandError("refused", lines.length > 0 ? lines.join("\n") : error.message);
  }
}

const signs = { add: "+", change: "~", remove: "-" } as const;

function planTold({ base, changes, ends }: CataloguePlan): string {
  if (changes.length === 0) return `Nothing differs from revision ${base}.`;
  const lines = changes.map((change) => `${signs[change.action]} ${change.path}${valuesTold(change)}`);
  const told = ends.map(({ message }) => `! ${message}`);
  return [`Against revision ${base}:`, ...lines, ...(told.length > 0 ? ["What ends:", ...told] : [])].join("\n");
}

function valuesTold({ action, before, after }: CatalogueChange): string {
  if (action === "change") return `: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
  return action === "add" ? `: ${JSON.stringify(after)}` : "";
}
