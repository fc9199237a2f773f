import type { Metadata } from "next";
import { DocumentProofs, type ProvenDocument } from "@/components/conformance/document-proofs";
import proven from "@/lib/conformance.json";

export const metadata: Metadata = {
  title: "Conformance",
  description: "What the five documents say, and the tests that prove it.",
};

const documents: readonly ProvenDocument[] = proven;

export default function ConformancePage() {
  const behaviours = documents.flatMap(({ sections }) => sections.flatMap((section) => section.behaviours));
  const tests = new Set(behaviours.flatMap((behaviour) => behaviour.tests));
  return (
    <div className="mx-auto max-w-5xl px-4 pt-8 pb-16 sm:px-8 lg:pt-12">
      <h1 className="text-display">Conformance</h1>
      <p className="mt-3 max-w-2xl text-pretty text-muted">
        Latchkey serves five API documents at once. This page lists what each of them says and the tests that prove it:{" "}
        {behaviours.length} behaviours, {tests.size} tests and groups of tests. It is written from a test run; the run
        fails when a behaviour has no passing test.
      </p>
      <nav aria-label="Documents" className="mt-6 flex flex-col gap-1">
        {documents.map(({ document, title }) => (
          <a
            key={document}
            href={`#document-${document}`}
            className="w-fit text-accent-text underline pointer-coarse:py-3"
          >
            Document {document}: {title}
          </a>
        ))}
      </nav>
      {documents.map((document) => (
        <DocumentProofs key={document.document} {...document} />
      ))}
    </div>
  );
}
