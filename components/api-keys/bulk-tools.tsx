"use client";
import { useState } from "react";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { SelectionBar } from "@/components/ui/selection-bar";
import type { Selected } from "@/components/ui/use-selection";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import type { BulkAction } from "./bulk-dialog";
import { whyNotAct } from "./key-status";

const bulkDialog = partOf(async () => (await import("./bulk-dialog")).BulkDialog);

/** What can be done with the selected keys. */
export function BulkTools({ selected, count, nowMs }: { selected: Selected<ApiKey>; count: number; nowMs: number }) {
  const [action, setAction] = useState<BulkAction | null>(null);
  const { rows, clear, busy } = selected;
  const unchangeable = rows.every((key) => whyNotAct("edit", key, nowMs) !== null);
  const replaced = rows.filter(({ replacedBy, endsUnreplaced }) => replacedBy !== null && !endsUnreplaced).length;
  // They are not counted beside the list, which has them below what took their place.
  const note = [replacedNote(replaced), selected.note].filter((one) => one !== null).join(" ") || null;
  const begin = (what: BulkAction) => ({ onClick: () => setAction(what), onFocus: () => void bulkDialog.prepare() });
  return (
    <>
      <SelectionBar selected={{ ...selected, note }} count={count} many="keys">
        <ReasonedButton
          size="sm"
          reason={unchangeable ? "None of these can be changed by you" : null}
          disabled={busy}
          {...begin("expire")}
        >
          Set expiry…
        </ReasonedButton>
        <ReasonedButton variant="danger" size="sm" reason={null} disabled={busy} {...begin("revoke")}>
          Revoke…
        </ReasonedButton>
      </SelectionBar>
      {action !== null && (
        <OnDemand
          part={bulkDialog}
          action={action}
          keys={rows}
          onClose={(done) => {
            setAction(null);
            if (done) clear();
          }}
        />
      )}
    </>
  );
}

function replacedNote(count: number): string | null {
  if (count === 0) return null;
  return count === 1 ? "1 is being replaced." : `${count.toLocaleString("en")} are being replaced.`;
}
