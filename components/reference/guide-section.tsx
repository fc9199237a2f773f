import type { ReactNode } from "react";

/** One of the sections before the endpoints. */
export function GuideSection({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="scroll-mt-20 border-t py-10">
      <h2 id={`${id}-title`} className="text-xl font-semibold tracking-tight">
        {title}
      </h2>
      <div className="mt-3 flex max-w-3xl flex-col gap-4 text-[0.9375rem] text-pretty [&_code]:font-mono [&_code]:text-[0.8125rem]">
        {children}
      </div>
    </section>
  );
}
