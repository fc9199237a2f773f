import { Checkbox } from "@/components/ui/checkbox";
import { defaultExpiry, expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { exactTexts } from "@/components/ui/time-texts";
import { type Control, useField } from "@/components/ui/use-field";
import { useTimeText } from "@/components/ui/use-time-text";
import type { KeyChangeDraft } from "./key-change";
import { maximumKeyDays } from "./key-draft";

/** When a key shall end from now on; by default its end stays as it is. */
export function NewExpiryField({ control, expiresAt }: { control: Control<KeyChangeDraft>; expiresAt: string | null }) {
  const exact = useTimeText(exactTexts);
  const { field } = useField({ control, name: "expires_in_days" });
  return (
    <div className="flex flex-col gap-3">
      <Checkbox
        checked={field.value !== null}
        onCheckedChange={(checked) => field.onChange(checked ? defaultExpiry : null)}
        label="Set a new expiry"
        description={expiresAt ? `Now: expires on ${exact(expiresAt)}.` : "Now: never expires."}
      />
      {field.value && (
        <ExpiryField control={control} name="expires_in_days" presets={expiryPresets} maximumDays={maximumKeyDays} />
      )}
    </div>
  );
}
