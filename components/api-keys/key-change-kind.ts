import type { ChangeKind } from "@/components/ui/use-guarded-change";
import { dashboardApiKeyContracts as contracts } from "@/lib/features/api-keys/contract";
import type { ApiKey, ApiKeyChange } from "@/lib/features/api-keys/key-contract";
import { call, readTagged } from "@/lib/http/call";
import { changeOf, draftOf, type KeyChangeDraft, sameSettings, settingsElsewhere, undoOf } from "./key-change";
import { keyProblems, keyWords } from "./key-draft";

const schema = contracts.update.body;

/** How a key's settings are changed. */
export const keyChangeKind: ChangeKind<ApiKey, KeyChangeDraft, typeof schema> = {
  schema,
  words: keyWords,
  draftOf,
  changeOf,
  check: (draft) => keyProblems(draft),
  isBegun: ({ expires_in_days }) => expires_in_days !== null,
  isSame: sameSettings,
  elsewhere: settingsElsewhere,
  // Each member is one that a draft sends.
  undoOf: (before, after) => undoOf(before, after) as ApiKeyChange | null,
  read: async ({ id }) => {
    const { result, tag } = await readTagged(contracts.one, { params: { id } });
    return { result: result.data, tag };
  },
  update: async ({ id }, body, ifMatch) => (await call(contracts.update, { params: { id }, body }, { ifMatch })).data,
};
