"use client";
import { defaultExpiry, expiryDays, expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { expireManyContract } from "@/lib/features/api-keys/bulk-contract";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { call } from "@/lib/http/call";
import { BulkResults, ChosenKeys } from "./bulk-results";
import { keyCount } from "./bulk-selection";
import { keyExpiryProblems, maximumKeyDays } from "./key-draft";
import { useRefreshApiKeys } from "./use-api-keys";

/** Sets when all of them expire, and tells what became of each. */
export function ExpireKeysDialog({ keys, onClose }: { keys: readonly ApiKey[]; onClose: (done: boolean) => void }) {
  const form = useContractForm({
    values: { expires_in_days: defaultExpiry },
    schema: expireManyContract.body,
    bodyOf: ({ expires_in_days: choice }) => ({
      ids: keys.map(({ id }) => id),
      expires_in_days: expiryDays(choice, Date.now(), maximumKeyDays).days ?? null,
    }),
    check: ({ expires_in_days: choice }) => keyExpiryProblems(choice),
    send: (body) => call(expireManyContract, { body }),
  });
  return (
    <FormDialog
      form={form}
      onClose={(result) => onClose(result !== undefined)}
      title={`Set when ${keyCount(keys.length)} expire${keys.length === 1 ? "s" : ""}`}
      submitLabel="Set expiry"
      refresh={useRefreshApiKeys()}
      reveal={({ data }) => ({
        title: "What became of them",
        secrets: [],
        content: () => <BulkResults keys={keys} results={data} done="changed" />,
      })}
    >
      <ExpiryField control={form.control} name="expires_in_days" presets={expiryPresets} maximumDays={maximumKeyDays} />
      <div className="flex flex-col gap-3 text-sm text-muted">
        <p>
          It counts from now. A key that was made with another lasts no longer than that one, and one that is being
          replaced keeps its end.
        </p>
        <ChosenKeys keys={keys} />
      </div>
    </FormDialog>
  );
}
