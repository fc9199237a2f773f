"use client";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { ListFrame } from "@/components/ui/list-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import type { PromptVersion } from "@/lib/features/prompts/contract";
import { type DiffLine, diffLines } from "./line-diff";
import { versionList } from "./prompt-list";

const VersionNumber = z.string().regex(/^\d{1,9}$/);
const comparison = { from: VersionNumber, to: VersionNumber };

type Props = { promptId: string; latest: number; onUseAgain: (version: PromptVersion) => void };

/** A prompt's versions to copy or use again, and two of them compared line by line; which two is in the address. */
export function VersionHistory({ promptId, latest, onUseAgain }: Props) {
  const { values: chosen, set: choose } = useAddress(comparison);
  const list = useList(versionList(promptId));
  const versions = list.rows;
  const versionOf = (text: string | undefined) => versions.find(({ version }) => String(version) === text);
  const to = versionOf(chosen.to) ?? versions[0];
  const from = versionOf(chosen.from) ?? versions.find(({ version }) => to && version < to.version) ?? to;
  const options = versions.map(({ version }) => ({ value: String(version), label: `Version ${version}` }));
  return (
    <Card
      title="History"
      description={
        versions.length === 1 && !list.query.hasNextPage
          ? "A second version can be compared with this one."
          : "Compare any two versions."
      }
    >
      <ListFrame
        list={list}
        nouns={["version", "versions"]}
        empty={{ title: "No versions", body: "Versions are listed here." }}
        inCard
      >
        {(rows) => (
          <ol className="flex max-h-72 flex-col divide-y overflow-y-auto rounded-lg border">
            {rows.map((row) => (
              <VersionRow
                key={row.version}
                row={row}
                onCompare={({ version }) => choose({ to: String(version), from: String(Math.max(1, version - 1)) })}
                {...(row.version < latest ? { onUseAgain } : {})}
              />
            ))}
          </ol>
        )}
      </ListFrame>
      {from && to && versions.length > 1 && (
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

function VersionRow({
  row,
  onCompare,
  onUseAgain,
}: {
  row: PromptVersion;
  onCompare: (version: PromptVersion) => void;
  onUseAgain?: (version: PromptVersion) => void;
}) {
  const { version, content, created_at } = row;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3 py-2 text-sm">
      <button
        type="button"
        className="focus-ring min-h-6 rounded font-medium hover:underline pointer-coarse:min-h-11"
        onClick={() => onCompare(row)}
      >
        Version {version}
      </button>
      <span className="ml-auto text-muted tabular-nums">
        {content.length.toLocaleString("en")} characters · <RelativeTime at={created_at} />
      </span>
      <span className="flex items-center gap-1 max-sm:-mx-2.5 max-sm:w-full">
        <CopyButton size="sm" variant="ghost" text={content} label={`Copy version ${version}`} />
        {onUseAgain && (
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Use again: version ${version}`}
            onClick={() => onUseAgain(row)}
          >
            Use again
          </Button>
        )}
      </span>
    </li>
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
