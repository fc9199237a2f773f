import { CircleCheck } from "lucide-react";

/** A document, and what proves each thing that it says. */
export type ProvenDocument = {
  document: string;
  title: string;
  sections: readonly { title: string; behaviours: readonly Behaviour[] }[];
};

type Behaviour = { text: string; note?: string; tests: readonly string[] };

/** One document's behaviours by its own sections, each with the tests that prove it. */
export function DocumentProofs({ document, title, sections }: ProvenDocument) {
  return (
    <section aria-labelledby={`document-${document}`} className="mt-12">
      <h2 id={`document-${document}`} className="scroll-mt-20 border-t pt-10 text-title">
        Document {document}: {title}
      </h2>
      {sections.map((section) => (
        <div key={section.title}>
          <h3 className="mt-8 mb-2 font-medium">{section.title}</h3>
          <ul className="flex flex-col divide-y rounded-lg border bg-surface">
            {section.behaviours.map((behaviour) => (
              <BehaviourRow key={behaviour.text} {...behaviour} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function BehaviourRow({ text, note, tests }: Behaviour) {
  return (
    <li className="flex gap-3 px-4 py-3">
      <CircleCheck aria-label="Proven" className="mt-0.5 size-4 shrink-0 text-success" />
      <div className="min-w-0 flex-1">
        <p className="text-sm text-pretty">{text}</p>
        {note ? <p className="mt-0.5 text-sm text-pretty text-muted">{note}</p> : null}
        <details className="mt-1 text-xs text-muted">
          <summary className="w-fit cursor-pointer py-1 hover:text-foreground pointer-coarse:py-3.5">
            {tests.length === 1 ? "1 proof" : `${tests.length} proofs`}
          </summary>
          <ul className="mt-1 flex flex-col gap-1 font-mono break-words">
            {tests.map((test) => (
              <li key={test}>{test}</li>
            ))}
          </ul>
        </details>
      </div>
    </li>
  );
}
