import type { ReactNode } from "react";

/** One of the sections before the endpoints. */
export function GuideSection({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="scroll-mt-20 border-t py-10">
      <h2 id={`${id}-title`} className="text-title">
        {title}
      </h2>
      <div className="mt-3 flex max-w-3xl flex-col gap-4 text-pretty [&_code]:font-mono [&_code]:text-code">
        {children}
      </div>
    </section>
  );
}
