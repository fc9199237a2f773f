import { about } from "@/components/ui/form-problems";
import { jsonObjectIn } from "@/components/ui/json-object";
import type { ChangeKind } from "@/components/ui/use-guarded-change";
import { type Customer, customerContract, updateCustomerContract } from "@/lib/features/customers/contract";
import { call, readTagged } from "@/lib/http/call";
import { metadataProblem, metadataText } from "./customer-terms";

/** The form of who a customer is; metadata as text. */
export type CustomerDraft = { name: string; external_id: string; metadata: string };
export type CustomerSetting = keyof CustomerDraft;

export const customerSettingLabels: Record<CustomerSetting, string> = {
  name: "Name",
  external_id: "External ID",
  metadata: "Metadata",
};

const settings = ["name", "external_id", "metadata"] as const;
const schema = updateCustomerContract.body;

const draftOf = ({ name, external_id, metadata }: Customer): CustomerDraft => ({
  name,
  external_id,
  metadata: metadataText(metadata),
});

/** One that is no JSON counts as a change: it is told when it is sent. */
function isTyped(setting: CustomerSetting, draft: CustomerDraft, seen: Customer): boolean {
  if (setting !== "metadata") return draft[setting].trim() !== seen[setting];
  const typed = jsonObjectIn(draft.metadata);
  return typed === null || JSON.stringify(typed) !== JSON.stringify(seen.metadata);
}

function changeOf(draft: CustomerDraft, seen: Customer): object {
  const { name, external_id, metadata } = draft;
  const body = { name, external_id, metadata: jsonObjectIn(metadata) ?? {} };
  return Object.fromEntries(settings.filter((one) => isTyped(one, draft, seen)).map((one) => [one, body[one]]));
}

/** How it is changed who a customer is. */
export const customerChangeKind: ChangeKind<Customer, CustomerDraft, typeof schema> = {
  schema,
  words: { external_id: about("The external ID"), name: about("The name"), metadata: about("Metadata") },
  draftOf,
  changeOf,
  check: ({ metadata }) => (jsonObjectIn(metadata) ? {} : { metadata: metadataProblem }),
  isBegun: () => false,
  isSame: (one, other) => JSON.stringify(draftOf(one)) === JSON.stringify(draftOf(other)),
  elsewhere: (draft, seen, now) =>
    settings
      .filter((setting) => draftOf(seen)[setting] !== draftOf(now)[setting])
      .map((setting) => ({
        setting,
        label: customerSettingLabels[setting],
        theirs: draftOf(now)[setting] || "none",
        yours: isTyped(setting, draft, seen) && isTyped(setting, draft, now) ? draft[setting] : null,
      })),
  undoOf: ({ name, external_id, metadata }) => ({ name, external_id, metadata }),
  read: async ({ id }) => {
    const { result, tag } = await readTagged(customerContract, { params: { id } });
    return { result: result.data, tag };
  },
  update: async ({ id }, body, ifMatch) =>
    (await call(updateCustomerContract, { params: { id }, body }, { ifMatch })).data,
};
