import "server-only";
import type { Principal } from "@/lib/access/principal";
import { invalidField } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import type { NewApiKey } from "./key-contract";
import { TemplateSettings } from "./template-contract";
import { templatesOf } from "./template-reach";

/** What templates say as they are stored, by whatever requests name them by. */
export type Templates = ReadonlyMap<string, unknown>;

/** Reads the templates that requests for keys name, by identifier or name, of those that the caller reaches. */
export async function readTemplates(
  session: PrismaSession,
  principal: Principal,
  wanted: readonly NewApiKey[],
): Promise<Templates> {
  const named = [...new Set(wanted.flatMap(({ template }) => template ?? []))];
  if (named.length === 0) return new Map();
  const rows = await session.keyTemplate.findMany({
    where: { AND: [templatesOf(principal), { OR: [{ id: { in: named } }, { name: { in: named } }] }] },
    select: { id: true, name: true, settings: true },
  });
  // No name of one is another's identifier where somebody chose it so.
  return new Map([
    ...rows.map(({ name, settings }) => [name, settings] as const),
    ...rows.map(({ id, settings }) => [id, settings] as const),
  ]);
}

/**
 * A request for a key with what its template says of all that it does not say itself. It is judged like one that had said
 * all of it. 400 for a template that is not there, or that says what the catalogue no longer has.
 */
export function filledFrom(templates: Templates, { template, ...said }: NewApiKey): NewApiKey {
  if (template === undefined) return said;
  const settings = templates.get(template);
  if (settings === undefined) throw invalidField("template", "is no template of the organization");
  const read = TemplateSettings.safeParse(settings);
  if (!read.success) throw invalidField("template", "says what the catalogue no longer has; change the template");
  const { expires_in_days: days, ...rest } = read.data;
  // An end that the request says, either way, stands in place of the template's.
  const end = said.expires_at === undefined && days !== undefined ? { expires_in_days: days } : {};
  return { ...rest, ...end, ...onlyGiven(said) };
}
