"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { exactTexts } from "@/components/ui/time-texts";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useTimeText } from "@/components/ui/use-time-text";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import type { ApiKeyDetail } from "@/lib/features/api-keys/key-contract";
import { call } from "@/lib/http/call";
import { gracePeriods } from "./rotation";
import { useRefreshApiKeys } from "./use-api-keys";

/** Sets how much longer a rotated key works beside its successor. */
export function ExtendOverlapDialog({
  apiKey,
  onClose,
}: {
  apiKey: ApiKeyDetail;
  onClose: (changed: boolean) => void;
}) {
  const form = useContractForm({
    values: { grace_period_seconds: "86400" },
    schema: dashboardApiKeyContracts.overlap.body,
    bodyOf: ({ grace_period_seconds }) => ({ grace_period_seconds: Number(grace_period_seconds) }),
    send: (body) => call(dashboardApiKeyContracts.overlap, { params: { id: apiKey.id }, body }),
  });
  const exact = useTimeText(exactTexts);
  const bound = apiKey.expiresBeforeRotation;
  return (
    <FormDialog
      form={form}
      onClose={(saved) => onClose(saved !== undefined)}
      title={`How long should “${apiKey.name}” go on?`}
      description="Counted from now. The key that took its place is not changed."
      submitLabel="Set the end"
      saved={() => ({ title: "The overlap was changed" })}
      refresh={useRefreshApiKeys()}
    >
      <SegmentedField
        control={form.control}
        name="grace_period_seconds"
        label="The old key stops working"
        {...(bound ? { hint: `Never past its own expiry on ${exact(bound)}.` } : {})}
        options={gracePeriods.filter(({ value }) => value !== "0")}
        autoFocus
      />
    </FormDialog>
  );
}
