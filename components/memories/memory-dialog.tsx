"use client";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Memory } from "@/lib/features/memories/contract";
import { memoryTypeLabels } from "./memory-words";

/** One memory in full, with what its client keeps beside it. */
export function MemoryDialog({ memory, onClose }: { memory: Memory; onClose: () => void }) {
  const { id, content, type, metadata, createdAt, updatedAt } = memory;
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Memory"
      description={<span className="font-mono text-xs break-all">{id}</span>}
      footer={
        <>
          <CopyButton text={content} label="Copy text" />
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
          {content}
        </p>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
          <Badge tone="neutral">{memoryTypeLabels[type]}</Badge>
          <span>
            Created <RelativeTime at={createdAt} />
          </span>
          <span>
            Changed <RelativeTime at={updatedAt} />
          </span>
        </p>
        {Object.keys(metadata).length > 0 && <CodeBlock title="Metadata" code={JSON.stringify(metadata, null, 2)} />}
      </div>
    </Dialog>
  );
}
