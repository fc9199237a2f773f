"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { deleteMeterContract, type Meter } from "@/lib/features/metering/contract";
import { call } from "@/lib/http/call";
import { useRefreshMeters } from "./meter-list";
import { meterName } from "./meter-words";

/** Asks before a meter is deleted with its figures. */
export function DeleteMeterDialog({ meter, onClose }: { meter: Meter; onClose: (done: boolean) => void }) {
  const name = meterName(meter);
  return (
    <ConfirmDialog
      danger
      title={`Delete “${name}”?`}
      confirmLabel="Delete meter"
      action={() => call(deleteMeterContract, { params: { key: meter.key } })}
      saved={() => ({ title: `“${name}” is deleted` })}
      refresh={useRefreshMeters()}
      onClose={onClose}
      requireText={meter.key}
    >
      <p>All that it counted goes for good. Files of days and months that are closed keep what they say.</p>
    </ConfirmDialog>
  );
}
