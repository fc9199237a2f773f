"use client";
import { useState } from "react";
import { ChangedElsewhere, changeAsSeen } from "@/components/ui/change-as-seen";
import type { SettingElsewhere } from "@/components/ui/changed-elsewhere";
import type { Saved } from "@/components/ui/form-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValues } from "@/components/ui/use-field";
import {
  type ApiKey,
  type ApiKeyChange,
  dashboardApiKeyContracts as contracts,
} from "@/lib/features/api-keys/contract";
import { call, readTagged } from "@/lib/http/call";
import { changeOf, draftOf, type KeySetting, sameSettings, settingsElsewhere, undoOf } from "./key-change";
import { keyExpiryProblems, keyWords } from "./key-draft";

/** Changes a key while its settings are those that its reader saw; throws `ChangedElsewhere`. */
async function changeKey(seen: ApiKey, body: ApiKeyChange): Promise<ApiKey> {
  const params = { id: seen.id };
  const { data } = await changeAsSeen<{ data: ApiKey }, { data: ApiKey }>({
    read: () => readTagged(contracts.one, { params }),
    isAsSeen: (now) => sameSettings(now.data, seen),
    change: (ifMatch) => call(contracts.update, { params, body }, { ifMatch }),
  });
  return data;
}

/**
 * The form of a key's settings. What was changed elsewhere meanwhile is told beside what was typed, which stays. `refresh`
 * reads again what shows the key; `onSend` hears of what is being saved, and of null where that failed.
 */
export function useKeyChange(
  apiKey: ApiKey,
  { refresh, onSend = () => undefined }: { refresh: () => unknown; onSend?: (body: ApiKeyChange | null) => void },
) {
  const [seen, setSeen] = useState(apiKey);
  const [elsewhere, setElsewhere] = useState<
    readonly (SettingElsewhere & { setting: KeySetting; onTake: () => void })[]
  >([]);
  const form = useContractForm({
    values: draftOf(apiKey),
    schema: contracts.update.body,
    bodyOf: (draft) => changeOf(draft, seen),
    check: (draft) => keyExpiryProblems(draft.expires_in_days),
    words: keyWords,
    send: async (body) => {
      setElsewhere([]);
      onSend(body);
      return changeKey(seen, body).catch((error: unknown) => {
        onSend(null);
        if (error instanceof ChangedElsewhere) meet(error.now.data as ApiKey);
        throw error;
      });
    },
  });
  const { control } = form;
  const meet = (now: ApiKey) => {
    const rows = settingsElsewhere(control.getValues(), seen, now);
    const theirs = draftOf(now);
    const take = (setting: KeySetting) => {
      control.setValue(setting, theirs[setting]);
      setElsewhere((current) => current.filter((row) => row.setting !== setting));
    };
    for (const { setting, yours } of rows) if (yours === null) control.setValue(setting, theirs[setting]);
    setSeen(now);
    setElsewhere(rows.map((row) => ({ ...row, onTake: () => take(row.setting) })));
  };
  const saved = (after: ApiKey): Saved => {
    const back = undoOf(seen, after);
    const undo = async () => {
      await changeKey(after, back as ApiKeyChange);
      await refresh();
    };
    return {
      title: "Changes saved",
      description: "They count from the next request.",
      ...(back ? { undo } : {}),
    };
  };
  const values = useValues(control);
  // A date that is still missing is asked for by the form.
  const isChanged = values.expires_in_days !== null || Object.keys(changeOf(values, seen)).length > 0;
  return { form, seen, elsewhere, isChanged, saved };
}
