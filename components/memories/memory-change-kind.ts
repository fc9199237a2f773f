import { about } from "@/components/ui/form-problems";
import { jsonObjectIn } from "@/components/ui/json-object";
import type { ChangeKind } from "@/components/ui/use-guarded-change";
import { dashboardMemoryContracts, type Memory, type MemoryChange } from "@/lib/features/memories/contract";
import { call, readTagged } from "@/lib/http/call";
import { memoryTypeLabels } from "./memory-words";

/** The form of a memory; metadata as text. */
type MemoryDraft = Pick<Memory, "content" | "type"> & { metadata: string };

const labels = { content: "Text", type: "Type", metadata: "Metadata" };
const settings = ["content", "type", "metadata"] as const;
const schema = dashboardMemoryContracts.update.body;
/** So much of a long text is shown where it was changed elsewhere. */
const shownLength = 300;

const draftOf = ({ content, type, metadata }: Memory): MemoryDraft => ({
  content,
  type,
  metadata: Object.keys(metadata).length === 0 ? "" : JSON.stringify(metadata, null, 2),
});

const isTyped = (setting: keyof MemoryDraft, draft: MemoryDraft, seen: Memory) =>
  draft[setting].trim() !== draftOf(seen)[setting];

function changeOf(draft: MemoryDraft, seen: Memory): MemoryChange {
  const body = { ...draft, metadata: jsonObjectIn(draft.metadata) ?? {} };
  return Object.fromEntries(settings.filter((one) => isTyped(one, draft, seen)).map((one) => [one, body[one]]));
}

function shown(setting: keyof MemoryDraft, draft: MemoryDraft): string {
  if (setting === "type") return memoryTypeLabels[draft.type];
  const text = draft[setting] || "none";
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

/** How a memory is changed: programs may change it too while somebody does. */
export const memoryChangeKind: ChangeKind<Memory, MemoryDraft, typeof schema> = {
  schema,
  words: { content: about("The text"), metadata: about("Metadata") },
  draftOf,
  changeOf,
  check: ({ metadata }) => (jsonObjectIn(metadata) ? {} : { metadata: 'Write a JSON object, such as {"team": 7}' }),
  isBegun: () => false,
  isSame: (one, other) => JSON.stringify(draftOf(one)) === JSON.stringify(draftOf(other)),
  elsewhere: (draft, seen, now) =>
    settings
      .filter((setting) => draftOf(seen)[setting] !== draftOf(now)[setting])
      .map((setting) => ({
        setting,
        label: labels[setting],
        theirs: shown(setting, draftOf(now)),
        yours: isTyped(setting, draft, seen) && isTyped(setting, draft, now) ? shown(setting, draft) : null,
      })),
  undoOf: (before, after) => changeOf(draftOf(before), after),
  read: async ({ id }) => {
    const { result, tag } = await readTagged(dashboardMemoryContracts.one, { params: { id }, query: {} });
    return { result: result.data, tag };
  },
  update: async ({ id }, body, ifMatch) =>
    (await call(dashboardMemoryContracts.update, { params: { id }, body }, { ifMatch })).data,
};
