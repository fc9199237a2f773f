/**
 * Holds what the five documents say against the tests that ran. `docs/conformance/*.json` lists every documented behaviour
 * with its proofs; each must name tests that ran and passed. Writes `docs/conformance.md` and what the docs' page shows.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readReport, testsOfPlaywright, testsOfVitest } from "./test-reports.mjs";

export const pageFile = "lib/conformance.json";
export const markdownFile = "docs/conformance.md";

/**
 * Judges every behaviour by the reports of both runners and writes the two files where they differ. Rejects when a
 * behaviour is not proven, naming it, and when a file was out of date. So what is committed is what was shown.
 */
export async function recordConformance({ root, reports }) {
  const documents = judge(await readDocuments(join(root, "docs/conformance")), await readOutcomes(root, reports));
  const unproven = documents.flatMap(({ document, sections }) =>
    sections.flatMap(({ behaviours }) =>
      behaviours.filter(({ missing }) => missing.length > 0).map(({ text, missing }) => ({ document, text, missing })),
    ),
  );
  if (unproven.length > 0) {
    const lines = unproven.map(({ document, text, missing }) => `${document}: ${text}\n    ${missing.join("\n    ")}`);
    throw new Error(`${unproven.length} documented behaviours are not proven:\n  ${lines.join("\n  ")}`);
  }
  const page = documents.map(({ document, title, sections }) => ({
    document,
    title,
    sections: sections.map(({ title, behaviours }) => ({
      title,
      behaviours: behaviours.map(({ text, note, tests }) => ({ text, ...(note ? { note } : {}), tests })),
    })),
  }));
  const written = [
    await writeIfChanged(join(root, pageFile), `${JSON.stringify(page, null, 1)}\n`),
    await writeIfChanged(join(root, markdownFile), markdownOf(page)),
  ];
  if (written.some(Boolean))
    throw new Error(`${pageFile} and ${markdownFile} were out of date and are new; commit them`);
  return page.flatMap(({ sections }) => sections.flatMap(({ behaviours }) => behaviours)).length;
}

async function readDocuments(folder) {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8"))));
}

/** Every test that ran, as `file › title › title`, with whether it passed. */
async function readOutcomes(root, { vitest, playwright }) {
  const tests = [...testsOfVitest(await readReport(vitest), root), ...testsOfPlaywright(await readReport(playwright))];
  return new Map(tests.map(({ id, passed }) => [id, passed]));
}

/** Adds to each behaviour the tests that prove it, and what is missing. A proof that ends in `*` means every test that begins so. */
export function judge(documents, outcomes) {
  const ids = [...outcomes.keys()];
  const find = (proof) =>
    proof.endsWith("*") ? ids.filter((id) => id.startsWith(proof.slice(0, -1))) : ids.filter((id) => id === proof);
  return documents.map((document) => ({
    ...document,
    sections: document.sections.map((section) => ({
      ...section,
      behaviours: section.behaviours.map((behaviour) => {
        const missing = behaviour.proofs.flatMap((proof) => {
          const found = find(proof);
          if (found.length === 0) return [`no such test ran: ${proof}`];
          return found.filter((id) => !outcomes.get(id)).map((id) => `failed: ${id}`);
        });
        if (behaviour.proofs.length === 0) missing.push("no proof is named");
        return { ...behaviour, tests: behaviour.proofs.map(shown), missing };
      }),
    })),
  }));
}

function shown(proof) {
  return proof.endsWith("*") ? `${proof.slice(0, -1).replace(/ › $/, "")} …` : proof;
}

async function writeIfChanged(file, text) {
  const old = await readFile(file, "utf8").catch(() => null);
  if (old === text) return false;
  await writeFile(file, text);
  return true;
}

function markdownOf(documents) {
  const lines = [
    "# Conformance",
    "",
    "What the five documents say, and the tests that prove it. This page is written by `npm test` from the tests that ran;",
    "the run fails when a behaviour has no passing test.",
  ];
  for (const { document, title, sections } of documents) {
    lines.push("", `## Document ${document}: ${title}`);
    for (const section of sections) {
      lines.push("", `### ${section.title}`, "", "| documented | proven by |", "| --- | --- |");
      for (const { text, note, tests } of section.behaviours) {
        const said = note ? `${text} (${note})` : text;
        lines.push(`| ✅ ${cell(said)} | ${tests.map((test) => cell(test)).join("<br>")} |`);
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
