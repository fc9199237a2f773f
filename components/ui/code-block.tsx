import type { ReactNode } from "react";
import { CopyButton } from "./copy-button";

/** Code with a title row and a copy button; `children` may mark parts of what `code` says in plain text. */
export function CodeBlock({
  title,
  code,
  onCopied,
  children,
}: {
  title: string;
  code: string;
  onCopied?: () => void;
  children?: ReactNode;
}) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-xl border bg-surface shadow-panel">
      <figcaption className="flex min-h-10 items-center justify-between gap-3 border-b bg-surface-sunken py-1 pr-1.5 pl-4 text-xs text-muted">
        <span className="truncate font-medium">{title}</span>
        <CopyButton text={code} variant="ghost" size="sm" {...(onCopied ? { onCopied } : {})} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto px-4 py-3.5 font-mono text-xs leading-relaxed">
        <code className="inline-block min-w-full">{children ?? code}</code>
      </pre>
    </figure>
  );
}
