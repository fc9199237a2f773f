"use client";
import { Card } from "@/components/ui/card";
import { LoadMore } from "@/components/ui/load-more";
import { RelativeTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { useAddress } from "@/components/ui/use-address";
import type { PromptVersion } from "@/lib/features/prompts/contract";
import { type DiffLine, diffLines } from "./line-diff";

type Props = { versions: readonly PromptVersion[]; list: Parameters<typeof LoadMore>[0]["list"] };

const names = ["from", "to"] as const;

/** A prompt's versions, and two of them compared line by line; which two is in the address. */
export function VersionHistory({ versions, list }: Props) {
  const [chosen, choose] = useAddress(names);
  const versionOf = (text: string) => versions.find(({ version }) => String(version) === text);
  const to = versionOf(chosen.to) ?? versions[0];
  const from = versionOf(chosen.from) ?? versions.find(({ version }) => to && version < to.version) ?? to;
  const options = versions.map(({ version }) => ({ value: String(version), label: `Version ${version}` }));
  if (!to || !from) return null;
  return (
    <Card
      title="History"
      description={
        versions.length === 1 && !list.hasNextPage
          ? "A second version can be compared with this one."
          : "Compare any two versions."
      }
    >
      <ol className="mb-4 flex max-h-56 flex-col divide-y overflow-y-auto rounded-lg border">
        {versions.map((version) => (
          <li
            key={version.version}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3 py-2 text-sm"
          >
            <button
              type="button"
              className="focus-ring min-h-6 rounded font-medium hover:underline pointer-coarse:min-h-11"
              onClick={() => choose({ to: String(version.version), from: String(Math.max(1, version.version - 1)) })}
            >
              Version {version.version}
            </button>
            <span className="text-muted tabular-nums">
              {version.content.length.toLocaleString("en")} characters · <RelativeTime at={version.created_at} />
            </span>
          </li>
        ))}
      </ol>
      <LoadMore list={list} />
      {versions.length > 1 && (
        <>
          <div className="my-4 flex flex-wrap items-center gap-2 text-sm">
            <span className="text-muted">Changes from</span>
            <Select
              aria-label="Older version"
              className="w-36"
              value={String(from.version)}
              onValueChange={(value) => choose({ from: value, to: String(to.version) })}
              options={options}
            />
            <span className="text-muted">to</span>
            <Select
              aria-label="Newer version"
              className="w-36"
              value={String(to.version)}
              onValueChange={(value) => choose({ to: value, from: String(from.version) })}
              options={options}
            />
          </div>
          <Diff lines={diffLines(from.content, to.content)} />
        </>
      )}
    </Card>
  );
}

const looks: Record<DiffLine["kind"], { sign: string; word: string; look: string }> = {
  same: { sign: " ", word: "", look: "text-muted" },
  removed: { sign: "−", word: "Removed: ", look: "bg-danger-soft text-danger-text" },
  added: { sign: "+", word: "Added: ", look: "bg-success-soft text-success-text" },
};

function Diff({ lines }: { lines: readonly DiffLine[] }) {
  if (lines.every(({ kind }) => kind === "same")) {
    return <p className="rounded-lg border px-3 py-2.5 text-sm text-muted">These two versions have the same text.</p>;
  }
  return (
    <section
      aria-label="Changes"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard
      tabIndex={0}
      className="max-h-144 overflow-auto rounded-lg border py-2 font-mono text-xs leading-relaxed"
    >
      {lines.map(({ kind, text }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own
        <div key={place} className={`flex gap-3 px-3 ${looks[kind].look}`}>
          <span aria-hidden className="w-2 shrink-0 select-none">
            {looks[kind].sign}
          </span>
          <span className="min-w-0 whitespace-pre-wrap break-words">
            {looks[kind].word && <span className="sr-only">{looks[kind].word}</span>}
            {text || "\u00A0"}
          </span>
        </div>
      ))}
    </section>
  );
}
